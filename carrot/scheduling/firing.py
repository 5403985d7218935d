"""Publishing for a schedule: when it is due, or because somebody wants it now."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, InterfaceError, OperationalError, router, transaction

from carrot import signals
from carrot.exceptions import CarrotError, TriggerError
from carrot.models import MessageLog, ScheduledTask
from carrot.publishing import publish
from carrot.scheduling import fitness
from carrot.scheduling.due import Step, coalesce
from carrot.scheduling.holding import hold, let_go
from carrot.scheduling.rules import trigger_of
from carrot.tasks import drift, registry

logger = logging.getLogger("carrot")

TRY_AGAIN = timedelta(minutes=1)
"""After which a schedule that runs once, and does not fit the code, is looked at again."""


def run_now(schedule: ScheduledTask) -> MessageLog:
    """Publish the schedule's task once, besides its rule; raises as `publish` does."""
    return _publish(schedule, due_at=None)


def fire(schedule: ScheduledTask, now: datetime) -> MessageLog | None:
    """Publish for a schedule that is due, and move it on to its next occurrence.

    Both in one transaction, won by one of any number of schedulers; None for the others. One
    that cannot be published is held with the reason and moves on; the database's own trouble
    is raised.
    """
    due_at = schedule.next_run_at
    if due_at is None:
        return None
    try:
        step = coalesce(trigger_of(schedule), due_at=due_at, now=now)
    except TriggerError as error:
        _hold(schedule, Step(due_at=due_at, next_run_at=None), f"Switched off: {error}")
        return None
    try:
        row = _advance_and_publish(schedule, step)
    except (OperationalError, InterfaceError):
        raise
    except IntegrityError:
        # Somebody's save brought back a time that had been fired: the occurrence has its row.
        _advance(schedule, step, fired=True)
        return None
    except CarrotError as error:
        why = fitness.reason(schedule)
        # One that runs once must not be over because of a deploy that may be taken back.
        _hold(schedule, _again(step, now) if why else step, why or str(error))
        return None
    except Exception as error:  # a type of a plugin, say; the other schedules must go on
        logger.exception("The schedule %s cannot be published", schedule)
        _hold(schedule, step, f"Publishing failed: {type(error).__name__}: {error}")
        return None
    if row is not None:
        signals.schedule_fired.send_robust(sender=ScheduledTask, schedule=schedule, message=row)
    return row


def _advance_and_publish(schedule: ScheduledTask, step: Step) -> MessageLog | None:
    with transaction.atomic(using=router.db_for_write(MessageLog)):
        if not _advance(schedule, step, fired=True):
            return None
        row = _publish(schedule, due_at=step.due_at)
        if schedule.held:
            let_go(schedule)
        return row


def _advance(schedule: ScheduledTask, step: Step, *, fired: bool) -> bool:
    return ScheduledTask.objects.advance(
        schedule.pk, due_at=step.due_at, next_run_at=step.next_run_at, fired=fired
    )


def _again(step: Step, now: datetime) -> Step:
    return step if step.next_run_at else replace(step, next_run_at=now + TRY_AGAIN)


def _hold(schedule: ScheduledTask, step: Step, reason: str) -> None:
    with transaction.atomic(using=router.db_for_write(ScheduledTask)):
        if _advance(schedule, step, fired=False):
            hold(schedule, reason)


def _publish(schedule: ScheduledTask, *, due_at: datetime | None) -> MessageLog:
    task = registry.get(schedule.task)
    return publish(
        task,
        drift.fitting(task.arguments, schedule),
        queue=schedule.queue,
        priority=schedule.priority,
        exchange=schedule.exchange,
        routing_key=schedule.routing_key,
        scheduled_task=schedule,
        due_at=due_at,
    )
