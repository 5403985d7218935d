"""The first page: is all well, what runs, what failed, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from carrot import conf
from carrot.brokers import connections
from carrot.models import MessageLog, ScheduledTask, Status, WorkerStatus
from carrot.monitor import counts, site
from carrot.monitor.schedule_filters import held
from carrot.monitor.views.workers import GONE_AFTER
from carrot.plugins import calls
from carrot.plugins.extensions import Card
from carrot.tasks import Task, registry
from carrot.tasks.parameters import Parameter

_SHOWN = 8
_NAMED = 3
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number on the page; the core's and plugins' look alike."""

    title: str
    value: object
    note: str = ""
    url: str = ""
    look: str = ""
    order: int = 500


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    alive = WorkerStatus.objects.filter(heartbeat_at__gte=now - GONE_AFTER)
    nothing_yet = not MessageLog.objects.exists()
    context: dict[str, Any] = {
        "now": now,
        "figures": [*_core(now), *_guests(request)],
        "failures": _failures(),
        "running": _running(),
        "schedules": _schedules(),
        "workers": alive[:_SHOWN],
        "troubled": alive.exclude(trouble="")[:_SHOWN],
        "nothing_yet": nothing_yet,
        "first_call": _first_call() if nothing_yet else None,
        "schedules_url": reverse("carrot:schedules"),
        "held": _held(),
    }
    return site.render(request, "carrot/overview.html", context)


def _core(now: datetime) -> list[Figure]:
    rows = MessageLog.objects
    queued = reverse("carrot:messages", args=["queued"])
    waiting, running = counts.capped(rows.waiting()), counts.capped(rows.running())
    failed = counts.capped(rows.filter(status=Status.FAILED, failure_time__gte=now - _DAY))
    completed = counts.capped(rows.filter(status=Status.COMPLETED, completion_time__gte=now - _DAY))
    unsent = counts.capped(rows.unsent(now)) if _has_carrier() else counts.Count(0)
    note = f"{unsent} not with the broker yet" if unsent else "not begun"
    day = "?when=24h"
    return [
        Figure(
            title="Waiting",
            value=waiting,
            note=note,
            url=f"{queued}?status=PUBLISHED",
            look="published",
        ),
        Figure(
            title="Running",
            value=running,
            note="right now",
            url=f"{queued}?status=IN_PROGRESS",
            look="in-progress" if running else "cancelled",
        ),
        Figure(
            title="Failed",
            value=failed,
            note="last 24 hours",
            url=reverse("carrot:messages", args=["failed"]) + day,
            look="failed" if failed else "cancelled",
        ),
        Figure(
            title="Completed",
            value=completed,
            note="last 24 hours",
            url=reverse("carrot:messages", args=["completed"]) + day,
            look="completed",
        ),
    ]


def _has_carrier() -> bool:
    # Where the log itself is every queue, nothing needs to be carried.
    return not all(connections.get(each.broker).is_ledger for each in conf.get().queues.values())


def _guests(request: HttpRequest) -> list[Figure]:
    figures = [
        Figure(title=f"Plugin {each.plugin}", value=each.error, look="failed")
        if each.value is None
        else Figure(
            title=str(each.value.title),
            value=each.value.value,
            note=str(each.value.note),
            url=each.value.url,
            order=each.value.order,
        )
        for each in calls.gather("overview_cards", Card, request=request)
    ]
    return sorted(figures, key=lambda figure: (figure.order, figure.title))


def _first_call() -> dict[str, str] | None:
    """Lines to paste that publish one of the project's tasks, the easiest to call."""
    some = list(islice(registry.every(), 50))
    required = {task.name: [each.name for each in _required(task)] for task in some}
    task = min(some, key=lambda task: len(required[task.name]), default=None)
    if task is None:
        return None
    arguments = "".join(f", {name}=..." for name in required[task.name])
    return {"module": task.module, "label": task.label, "arguments": arguments}


def _required(task: Task) -> list[Parameter]:
    return [each for each in task.arguments.parameters if each.required]


def _light() -> Any:
    return MessageLog.objects.only(
        "uuid",
        "task",
        "arguments",
        "signature",
        "status",
        "start_time",
        "failure_time",
        "worker",
        "attempt",
    ).annotate(exception_line=Left("exception", 300))


def _failures() -> Any:
    return _light().filter(status=Status.FAILED).order_by("-failure_time", "-id")[:_SHOWN]


def _running() -> Any:
    return _light().filter(status=Status.IN_PROGRESS).order_by("-publish_time", "-id")[:_SHOWN]


def _schedules() -> Any:
    comes = ScheduledTask.objects.filter(active=True, next_run_at__isnull=False)
    return comes.order_by("next_run_at")[:_SHOWN]


def _held() -> dict[str, Any]:
    """How many schedules are not run although they are on, and the first of them."""
    rows = ScheduledTask.objects.filter(held(), active=True)
    first = list(rows.order_by("task_name").values_list("task_name", flat=True)[: _NAMED + 1])
    count = len(first) if len(first) <= _NAMED else rows.count()
    return {"count": count, "names": first[:_NAMED], "more": count - _NAMED}


urlpatterns = [path("", overview, name="overview")]
