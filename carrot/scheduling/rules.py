"""From a schedule to its time rule, and to its next run."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import UTC, datetime

from django.db import router, transaction
from django.db.models import QuerySet
from django.utils import timezone

from carrot.exceptions import TriggerError
from carrot.models import ScheduledTask
from carrot.tasks import drift, registry
from carrot.triggers import Cron, Interval, Once, Trigger, occurrences

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RULE: dict[str, tuple[str, ...]] = {
    ScheduledTask.Trigger.INTERVAL: ("interval_count", "interval_type"),
    ScheduledTask.Trigger.CRON: ("cron", "time_zone"),
    ScheduledTask.Trigger.ONCE: ("run_at",),
}


def trigger_of(schedule: ScheduledTask) -> Trigger:
    """The schedule's time rule; raises `TriggerError` when it cannot be followed."""
    match schedule.trigger:
        case ScheduledTask.Trigger.INTERVAL:
            if schedule.interval_count is None:
                raise TriggerError("The interval has no length; give a whole number of at least 1")
            return Interval(
                count=schedule.interval_count,
                unit=schedule.interval_type,
                anchor=schedule.anchor or _EPOCH,
            )
        case ScheduledTask.Trigger.CRON:
            zone = schedule.time_zone or timezone.get_default_timezone_name()
            return Cron(expression=schedule.cron, time_zone=zone)
        case ScheduledTask.Trigger.ONCE:
            if schedule.run_at is None:
                raise TriggerError("The schedule runs once, but not said when; give a time")
            return Once(at=schedule.run_at)
    raise TriggerError(
        f"{schedule.trigger!r} is no kind of time rule; give one of {', '.join(_RULE)}"
    )


def plan(schedule: ScheduledTask, now: datetime) -> None:
    """Set `anchor` and `next_run_at` for a schedule that is about to be saved.

    A new rule counts from `now`. So does a schedule that is switched on: what its pause left
    out is not made up for. When anything else was edited, the next run stays as it is stored.
    Raises `TriggerError` when the rule cannot be followed, or will never come due again.
    """
    _plan(schedule, ScheduledTask.objects.filter(pk=schedule.pk).first(), now)


def save(schedule: ScheduledTask, now: datetime) -> None:
    """Plan and save in one go, so that no scheduler fires it in between."""
    rows = ScheduledTask.objects.filter(pk=schedule.pk)
    with transaction.atomic(using=router.db_for_write(ScheduledTask)):
        _lock(rows)
        _plan(schedule, rows.first(), now)
        # What was deleted meanwhile must not rise again.
        schedule.save(force_update=not schedule._state.adding)


def preview(schedule: ScheduledTask, now: datetime, n: int = 5) -> list[datetime]:
    """The next `n` runs if the schedule were saved, switched on, as it is now.

    The schedule itself is left as it is. Raises `TriggerError` as `plan` does.
    """
    draft = copy(schedule)
    draft.active = True
    plan(draft, now)
    if draft.next_run_at is None:
        return []
    return [draft.next_run_at, *occurrences(trigger_of(draft), draft.next_run_at, n - 1)]


def switch(pks: Iterable[int], now: datetime, *, active: bool) -> int:
    """Switch schedules on or off; return how many changed.

    Raises `TriggerError`, naming the schedule, and changes none if one cannot be switched on.
    """
    rows = ScheduledTask.objects.filter(pk__in=list(pks)).exclude(active=active)
    if not active:
        return rows.update(active=False, next_run_at=None, held="")
    with transaction.atomic(using=router.db_for_write(ScheduledTask)):
        _lock(rows)
        changed = list(rows)
        for schedule in changed:
            stored, schedule.active = copy(schedule), True
            try:
                _plan(schedule, stored, now)
            except TriggerError as error:
                raise TriggerError(f"{schedule.task_name}: {error}") from error
            schedule.save(force_update=True)
    return len(changed)


def _lock(rows: QuerySet[ScheduledTask]) -> None:
    # An update and not `select_for_update`: SQLite has none, and a transaction of it that has
    # read first cannot write once another process has. What is edited is not held any more.
    rows.update(held="")


def _plan(schedule: ScheduledTask, stored: ScheduledTask | None, now: datetime) -> None:
    if schedule.trigger == ScheduledTask.Trigger.CRON and not schedule.time_zone:
        schedule.time_zone = timezone.get_default_timezone_name()
    if stored is not None:
        schedule.last_run_at = stored.last_run_at  # a scheduler may have written it meanwhile
        if _rule(stored) != _rule(schedule):
            stored = None
    schedule.anchor = (stored and stored.anchor) or now.replace(microsecond=0)
    schedule.held = ""
    _remember(schedule)
    trigger = trigger_of(schedule)
    if not schedule.active:
        schedule.next_run_at = None
    elif stored and stored.active and stored.next_run_at:
        schedule.next_run_at = stored.next_run_at
    else:
        schedule.next_run_at = trigger.next_after(now)
        if schedule.next_run_at is None:
            raise TriggerError(f"{trigger.describe()!r} lies in the past; give a later time")


def _remember(schedule: ScheduledTask) -> None:
    """Note for what code arguments were made that somebody wrote by hand."""
    task = None if schedule.fingerprint else registry.find(schedule.task)
    if task is not None and not drift.fit(task.arguments, schedule).faults:
        schedule.fingerprint = task.arguments.fingerprint
        schedule.signature = task.arguments.signature


def _rule(schedule: ScheduledTask) -> tuple[object, ...]:
    names = _RULE.get(schedule.trigger, ())
    return (schedule.trigger, *(getattr(schedule, name) for name in names))
