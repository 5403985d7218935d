"""Holding schedules back and letting them go, with what their history says about it."""

from __future__ import annotations

import logging

from django.db import router, transaction

from carrot.models import AuditEntry, ScheduledTask
from carrot.models.text import storable

logger = logging.getLogger("carrot")

HELD, LET_GO = "held", "let go"
"""What the scheduler does in the history of a schedule."""

_LONGEST = 4000


def hold(schedule: ScheduledTask, why: str) -> bool:
    """Say why a schedule is not fired. False when it is said already, or the schedule is gone."""
    return _say(schedule, why, HELD, why)


def let_go(schedule: ScheduledTask) -> bool:
    """Fire it again when it is due; what it was held for is in the history."""
    return _say(schedule, "", LET_GO, f"It was held: {schedule.held}")


def _say(schedule: ScheduledTask, held: str, action: str, detail: str) -> bool:
    with transaction.atomic(using=router.db_for_write(ScheduledTask)):
        if not ScheduledTask.objects.hold([schedule.pk], held):
            return False
        AuditEntry.objects.create(
            action=action,
            target=f"schedule {schedule.task_name}"[:255],
            detail=storable(detail, _LONGEST),
            scheduled_task_id=schedule.pk,
        )
    if held:
        logger.warning("The schedule %s is not fired: %s", schedule, held)
    else:
        logger.info("The schedule %s is fired again", schedule)
    return True
