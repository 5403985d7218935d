"""What a new schedule begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from carrot.models import MessageLog, ScheduledTask
from carrot.monitor.views.calls import message_of, number
from carrot.tasks import registry

_ITS_OWN = (
    *("id", "task_name", "active", "held", "updated_at"),
    *("anchor", "next_run_at", "last_run_at"),
)
"""What a copy of a schedule has anew; all else it has from the old one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a new schedule is made of: another schedule, or a message, or only a task.

    `gone` says that it was to be made of one that is not there any more.
    """

    schedule: ScheduledTask | None = None
    message: MessageLog | None = None
    gone: bool = False

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Origin:
        """The schedule of `given["copied"]`, else the message of `given["message"]`, if any."""
        copied = number(given.get("copied", ""))
        if copied is not None:
            schedule = ScheduledTask.objects.filter(pk=copied).first()
            return cls(schedule=schedule, gone=schedule is None)
        return cls(message=message_of(given.get("message", "")))

    @property
    def stored(self) -> ScheduledTask | MessageLog | None:
        """The row that has the task and its arguments."""
        return self.schedule or self.message

    @property
    def address(self) -> dict[str, str]:
        """What makes another address, or a form, begin with the same."""
        return {
            "copied": str(self.schedule.pk) if self.schedule else "",
            "message": str(self.message.uuid) if self.message else "",
        }

    def blank(self, task_name: str) -> ScheduledTask:
        """A schedule that is not saved yet. A copy is switched off: nothing runs twice."""
        if self.schedule is None:
            return _blank(task_name)
        kept = {
            each.attname: getattr(self.schedule, each.attname)
            for each in ScheduledTask._meta.concrete_fields
            if each.name not in _ITS_OWN
        }
        name = free_name(f"{self.schedule.task_name[:180]} copy")
        return ScheduledTask(**kept, task_name=name, active=False)


def suggested_name(task_name: str) -> str:
    """A name for a schedule of the task that no other one has; empty without such a task."""
    task = registry.find(task_name)
    return free_name(task.label[:180]) if task else ""


def free_name(label: str) -> str:
    """The label, with a number behind it if another schedule has it."""
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
