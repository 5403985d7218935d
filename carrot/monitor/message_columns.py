"""The columns of the lists of messages that are there without any plugin."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from carrot.models import MessageLog, Status
from carrot.monitor import columns
from carrot.monitor.arguments import call_summary
from carrot.monitor.columns import CoreColumn
from carrot.monitor.drawing import ago, running_for, status, task_name
from carrot.monitor.states import STATES
from carrot.monitor.text import duration, plain
from carrot.plugins import declarations
from carrot.plugins.columns import Column


def _task(row: MessageLog) -> SafeString:
    address = reverse("carrot:message", args=[row.uuid])
    return format_html('<a href="{}">{}</a>', address, task_name(row.task))


def _arguments(row: MessageLog) -> SafeString:
    line = getattr(row, "exception_line", "")
    given = call_summary(row)
    if not given and not line:
        return SafeString()
    error = format_html('<span class="line">{}</span>', plain(line)) if line else ""
    return format_html('<div><span class="mono">{}</span>{}</div>', given, error)


def _queue(row: MessageLog) -> SafeString:
    return format_html("{}", plain(row.queue))


def _duration(row: MessageLog) -> SafeString:
    running = row.status == Status.IN_PROGRESS
    return format_html("{}", running_for(row) if running else duration(row.duration))


def _attempt(row: MessageLog) -> SafeString:
    return format_html("{}", row.attempt if row.attempt > 1 else "")


declarations.core(
    Column,
    CoreColumn(name="status", label="Status", draw=status, short="", order=100),
    CoreColumn(name="task", label="Task", draw=_task, look="main", order=110),
    CoreColumn(
        name="arguments",
        label="Arguments",
        labels={"failed": "Arguments and error"},
        short="With",
        draw=_arguments,
        look="wide",
        order=120,
    ),
    CoreColumn(name="queue", label="Queue", draw=_queue, look="queue", order=130),
    CoreColumn(
        name="time",
        label="Published",
        labels={name: state.time_label for name, state in STATES.items()},
        draw=lambda row: ago(row.publish_time),
        draws={
            "completed": lambda row: ago(row.completion_time),
            "failed": lambda row: ago(row.failure_time),
        },
        look="when",
        order=140,
    ),
    CoreColumn(name="duration", label="Duration", draw=_duration, look="num", order=150),
    CoreColumn(name="attempt", label="Attempt", draw=_attempt, look="num", order=160),
)


def of_list(state: str) -> list[tuple[str, Column]]:
    """Owner and column of all that the list of this state has, in order."""
    return columns.of_list("message", state)
