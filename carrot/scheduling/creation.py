"""Making schedules from code, as django-carrot 1.x did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from carrot.exceptions import CarrotError, TriggerError
from carrot.models import ScheduledTask
from carrot.models.scheduled_task import LONGEST_NAME
from carrot.models.text import is_storable
from carrot.publishing.calls import TaskLike, registered
from carrot.publishing.request import check_options
from carrot.scheduling import rules


def create_scheduled_task(
    task: TaskLike,
    interval: Mapping[str, int],
    task_name: str | None = None,
    queue: str | None = None,
    **kwargs: Any,
) -> ScheduledTask:
    """Run a task every so often: `create_scheduled_task(refund, {"minutes": 5}, order=7)`.

    `interval` names one unit: seconds, minutes, hours or days. `task_name` is how the schedule
    is called, the task's name when it is not given; `kwargs` are the task's arguments.

    Raises `TriggerError`, `ArgumentsError`, `UnknownTask` or `ConfigurationError` for what does
    not fit, and `CarrotError` for a name that is too long or that another schedule has.
    """
    known = registered(task)
    name = task_name or known.name
    if not is_storable(name, 4 * LONGEST_NAME) or len(name) > LONGEST_NAME:
        raise CarrotError(
            f"task_name={name!r:.60}: give a text of at most {LONGEST_NAME} characters"
        )
    check_options(known.priority, queue=queue or "")
    if not isinstance(interval, Mapping) or len(interval) != 1:
        raise TriggerError(f"interval={interval!r} is not one unit; write {{'seconds': 5}}")
    ((unit, count),) = interval.items()
    schedule = ScheduledTask(
        task_name=name,
        task=known.name,
        arguments=known.arguments.bind((), kwargs),
        fingerprint=known.arguments.fingerprint,
        signature=known.arguments.signature,
        queue=queue or "",
        priority=known.priority,
        trigger=ScheduledTask.Trigger.INTERVAL,
        interval_count=count,
        interval_type=unit,
    )
    try:
        rules.save(schedule, timezone.now())
    except IntegrityError as error:
        raise CarrotError(
            f"There is a schedule {name!r} already; give this one another task_name, or edit that"
        ) from error
    return schedule
