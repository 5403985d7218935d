"""The editor's form before anything is sent: of a stored schedule, or of a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from carrot.models import MessageLog, ScheduledTask
from carrot.monitor.forms.schedule import ScheduleForm
from carrot.tasks import registry

_BIGGEST = 2**63 - 1


def find(pk: int, *, lock: bool = False) -> ScheduledTask | None:
    """The schedule of that number, held against other writers if it is to be changed."""
    rows: QuerySet[ScheduledTask] = ScheduledTask.objects.filter(pk=min(pk, _BIGGEST))
    return (rows.select_for_update() if lock else rows).first()


def find_or_404(pk: int) -> ScheduledTask:
    """The same; a page that says so when there is none."""
    found = find(pk)
    if found is None:
        raise Http404("There is no such schedule; it may have been deleted.")
    return found


def draft(given: Mapping[str, str], stored: ScheduledTask | None) -> ScheduleForm:
    """The form to begin with.

    `given` may name another `task` than the stored one, and a `message` to take the task and
    the arguments of.
    """
    message = _message(given.get("message", ""))
    source = stored or message
    name = given.get("task") or (source.task if source else "")
    schedule = stored or _blank(name)
    document: Mapping[str, Any] | None = source.arguments if source else None
    if not isinstance(document, dict):
        document = None
    form = ScheduleForm(
        instance=schedule, initial={"task": name}, document=document, now=timezone.now()
    )
    form.look_ahead()
    return form


def suggested_name(task_name: str) -> str:
    """A name for a schedule of the task that no other one has; empty without a task."""
    label = task_name.rpartition(".")[2][:180]
    taken = set(
        ScheduledTask.objects.filter(task_name__startswith=label).values_list(
            "task_name", flat=True
        )
    )
    if not label or label not in taken:
        return label
    return next(
        name for number in range(2, len(taken) + 3) if (name := f"{label} {number}") not in taken
    )


def _blank(task_name: str) -> ScheduledTask:
    task = registry.find(task_name)
    return ScheduledTask(
        task_name=suggested_name(task_name) if task else "",
        task=task_name,
        priority=task.priority if task else 0,
        interval_count=1,
        interval_type=ScheduledTask.IntervalType.HOURS,
        time_zone=timezone.get_default_timezone_name(),
    )


def _message(text: str) -> MessageLog | None:
    try:
        return MessageLog.objects.filter(uuid=UUID(text)).first()
    except ValueError:
        return None
