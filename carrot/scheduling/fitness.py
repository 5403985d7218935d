"""Whether what a schedule keeps still fits the code: its task is there, its arguments fit it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from carrot.models import ScheduledTask
from carrot.tasks import drift, registry

NO_TASK = "No task "
"""How the reason begins when there is no such task; `drift.UNFIT` begins the other one."""


def reason(schedule: ScheduledTask) -> str:
    """Why the schedule cannot be run, or nothing. Asks no database."""
    task = registry.find(schedule.task)
    if task is None:
        return f"{NO_TASK}{schedule.task!r} is registered; choose another one or delete this"
    return drift.fit(task.arguments, schedule).reason


def is_ours(held: str) -> bool:
    """Whether a schedule is held for such a reason, and not because publishing failed."""
    return held.startswith((NO_TASK, drift.UNFIT))


def made_for_other_code() -> Q | None:
    """A condition for the schedules whose task's signature is not the one they were made for.

    None when there are none: one query finds out, whatever their number.
    """
    pairs = ScheduledTask.objects.order_by().values_list("task", "fingerprint").distinct()
    return _any(pair for pair in pairs if not _is_current(*pair))


def unfit(limit: int = 500) -> list[tuple[ScheduledTask, str]]:
    """Active schedules that were made for other code and do not fit, each with the reason.

    At most two queries, and nothing is decoded while the code is what it was.
    """
    other = made_for_other_code()
    if other is None:
        return []
    rows = ScheduledTask.objects.filter(other, active=True).order_by("task_name")[:limit]
    judged = [(each, reason(each)) for each in rows]
    return [(each, why) for each, why in judged if why]


def _is_current(name: str, fingerprint: str) -> bool:
    task = registry.find(name)
    return task is not None and task.arguments.fingerprint == fingerprint


def _any(pairs: Iterable[tuple[str, str]]) -> Q | None:
    condition: Q | None = None
    for name, fingerprint in pairs:
        one = Q(task=name, fingerprint=fingerprint)
        condition = one if condition is None else condition | one
    return condition
