"""The first page: is all well, what runs, what failed, what comes next."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from carrot.models import MessageLog, ScheduledTask, Status, WorkerStatus
from carrot.monitor import cards, site
from carrot.monitor.permissions import visible
from carrot.monitor.schedule_filters import held
from carrot.monitor.views.workers import GONE_AFTER
from carrot.tasks import Task, registry
from carrot.tasks.parameters import Parameter

_SHOWN = 8
_NAMED = 3


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    alive = WorkerStatus.objects.filter(heartbeat_at__gte=now - GONE_AFTER)
    nothing_yet = not MessageLog.objects.exists()
    context: dict[str, Any] = {
        "now": now,
        "figures": cards.shown(request, now, alive.count()),
        "failures": visible(request, _failures()),
        "running": visible(request, _running()),
        "schedules": visible(request, _schedules()),
        "troubled": alive.exclude(trouble="")[:_SHOWN],
        "nothing_yet": nothing_yet,
        "first_call": _first_call() if nothing_yet else None,
        "schedules_url": reverse("carrot:schedules"),
        "held": _held(request),
    }
    return site.render(request, "carrot/overview.html", context)


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


def _held(request: HttpRequest) -> dict[str, Any]:
    """How many schedules are not run although they are on, and the first of them."""
    rows = ScheduledTask.objects.filter(held(), active=True)
    first = list(rows.order_by("task_name")[: _NAMED + 1])
    names = [each.task_name for each in visible(request, first[:_NAMED])]
    count = len(first) if len(first) <= _NAMED else rows.count()
    return {"count": count, "names": names, "more": count - len(names)}


urlpatterns = [path("", overview, name="overview")]
