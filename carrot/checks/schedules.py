"""Checks of what is stored: schedules that the code has left behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError, router, transaction

from carrot.models import ScheduledTask
from carrot.scheduling import fitness

MOST = 20


def fitting(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Every active schedule fits the task that it runs."""
    alias = router.db_for_read(ScheduledTask)
    if alias not in (databases or ()):
        return []
    try:
        with transaction.atomic(using=alias):
            unfit = fitness.unfit()
    except DatabaseError:
        # The tables are not there yet, or not as they will be: `migrate` asks before it begins.
        return []
    found: list[CheckMessage] = [
        Warning(
            f"The schedule {schedule.task_name!r} is not run: {why}",
            hint="Open it in the monitor, or name what was renamed: @carrot.task(renamed=...).",
            id="carrot.W004",
        )
        for schedule, why in unfit[:MOST]
    ]
    if len(unfit) > MOST:
        more = f"{len(unfit) - MOST} more schedules are not run"
        found.append(Warning(more, hint="The monitor's list shows them.", id="carrot.W004"))
    return found
