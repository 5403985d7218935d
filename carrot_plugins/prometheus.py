"""Figures for Prometheus, read from the database: the same from every process of the project.

Mount it where Prometheus is to find it: `path("metrics", carrot_plugins.prometheus.metrics)`.
Needs the package `prometheus-client`: `pip install django-carrot[prometheus]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.db.models import Count, Min, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from carrot.models import MessageLog, QueuePause, ScheduledTask, Status, WorkerStatus
from carrot.plugins import settings_of

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

NAME = "prometheus"
LATELY = timedelta(minutes=5)
ALIVE = timedelta(seconds=30)
"""A service reports more often than this."""


@dataclass(frozen=True, kw_only=True)
class Prometheus:
    """`token` is what Prometheus sends as its bearer token; without one nobody gets figures."""

    token: str = ""


settings_of(NAME, Prometheus)  # what is wrong with the settings is said at the import


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures in Prometheus's text format, for who has the token."""
    token = settings_of(NAME, Prometheus).token
    if not token:
        text = "Set CARROT['plugin_settings']['prometheus']['token'], and let Prometheus send it.\n"
        return HttpResponse(text, status=403, content_type="text/plain")
    # Both as ASCII: comparing in constant time takes nothing else.
    given = quote(request.headers.get("Authorization", ""))
    if not constant_time_compare(given, quote(f"Bearer {token}")):
        answer = HttpResponse("The bearer token is wrong.\n", status=401, content_type="text/plain")
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    return HttpResponse(_page(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _page() -> bytes:
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415 - an extra

    registry = CollectorRegistry()
    registry.register(_Figures())
    page: bytes = generate_latest(registry)
    return page


class _Figures:
    """What prometheus-client asks for figures."""

    def describe(self) -> list[GaugeMetricFamily]:
        # Asked when it is registered: without an answer it would read the database twice.
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        yield from _unfinished(now)
        yield _paused(now)
        yield _ended(now)
        yield from _workers(now)
        yield from _schedules(now)


def _gauge(name: str, text: str, *labels: str) -> GaugeMetricFamily:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - an extra

    return GaugeMetricFamily(f"carrot_{name}", text, labels=list(labels))


def _unfinished(now: datetime) -> Iterator[GaugeMetricFamily]:
    messages = _gauge("messages", "Messages that have not ended.", "queue", "status")
    oldest = _gauge("oldest_waiting_seconds", "How long the oldest one waits.", "queue")
    for status, word in ((Status.PUBLISHED, "waiting"), (Status.IN_PROGRESS, "running")):
        rows = MessageLog.objects.filter(status=status).order_by().values("queue")
        for row in rows.annotate(count=Count("pk"), oldest=Min("publish_time")):
            messages.add_metric([row["queue"], word], row["count"])
            if status == Status.PUBLISHED:
                waits = (now - row["oldest"]).total_seconds()
                oldest.add_metric([row["queue"]], max(waits, 0.0))
    yield messages
    yield oldest


def _paused(now: datetime) -> GaugeMetricFamily:
    paused = _gauge("queue_paused_seconds", "How long the queue has been paused.", "queue")
    for pause in QueuePause.objects.all():
        paused.add_metric([pause.queue], max((now - pause.since).total_seconds(), 0.0))
    return paused


def _ended(now: datetime) -> GaugeMetricFamily:
    ended = _gauge("ended_lately", "Messages that ended in the last 5 minutes.", "task", "status")
    since = now - LATELY
    completed = MessageLog.objects.filter(status=Status.COMPLETED, completion_time__gte=since)
    failed = MessageLog.objects.filter(status=Status.FAILED, failure_time__gte=since)
    for rows, word in ((completed, "completed"), (failed, "failed")):
        for task, count in _by_task(rows):
            ended.add_metric([task, word], count)
    return ended


def _by_task(rows: QuerySet[MessageLog]) -> list[tuple[str, int]]:
    return list(rows.order_by().values_list("task").annotate(Count("pk")))


def _workers(now: datetime) -> Iterator[GaugeMetricFamily]:
    alive = WorkerStatus.objects.filter(heartbeat_at__gte=now - ALIVE)
    found = alive.aggregate(count=Count("pk"), running=Sum("running"))
    workers = _gauge("workers", "Services that are alive.")
    workers.add_metric([], found["count"])
    yield workers
    running = _gauge("workers_running", "Tasks that they run.")
    running.add_metric([], found["running"] or 0)
    yield running


def _schedules(now: datetime) -> Iterator[GaugeMetricFamily]:
    active = ScheduledTask.objects.filter(active=True)
    schedules = _gauge("schedules", "Schedules that are switched on.", "state")
    held = active.exclude(held="").count()
    schedules.add_metric(["held"], held)
    schedules.add_metric(["ready"], active.count() - held)
    yield schedules
    overdue = _gauge("schedules_overdue", "Schedules whose time came over a minute ago.")
    late = active.filter(held="", next_run_at__lt=now - timedelta(minutes=1))
    overdue.add_metric([], late.count())
    yield overdue
