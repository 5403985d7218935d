"""The frame around every page: its tabs, as data, and what it says on its face."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.urls import reverse
from django.utils import timezone

from carrot import conf
from carrot.models import MessageLog, Status
from carrot.monitor import counts, permissions
from carrot.plugins import problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A place in the navigation. `names` are the URL names on whose pages it is the current one.

    `badge` gives a short text such as "3" or "99+", or nothing; it is asked on every page, so
    it must be cheap.
    """

    label: str
    url_name: str
    order: int
    argument: str = ""
    names: tuple[str, ...] = ()
    badge: Callable[[], str] | None = None
    note: str = ""

    @property
    def url(self) -> str:
        return reverse(f"carrot:{self.url_name}", args=[self.argument] if self.argument else None)

    def is_current(self, name: str, argument: str) -> bool:
        if name == self.url_name:
            return argument == self.argument
        return name in self.names


def _failed() -> str:
    lately = timezone.now() - timedelta(days=1)
    return counts.badge(MessageLog.objects.filter(status=Status.FAILED, failure_time__gte=lately))


def _queued() -> str:
    unfinished = [Status.PUBLISHED, Status.IN_PROGRESS]
    return counts.badge(MessageLog.objects.filter(status__in=unfinished))


TABS = [
    Tab(label="Overview", url_name="overview", order=100),
    Tab(
        label="Queued",
        url_name="messages",
        argument="queued",
        order=110,
        badge=_queued,
        note="unfinished",
    ),
    Tab(
        label="Failed",
        url_name="messages",
        argument="failed",
        order=120,
        badge=_failed,
        note="in the last 24 hours",
    ),
    Tab(label="Completed", url_name="messages", argument="completed", order=130),
    Tab(
        label="Scheduled tasks",
        url_name="schedules",
        order=140,
        names=("schedule", "schedule-new"),
    ),
    Tab(label="Tasks", url_name="tasks", order=150, names=("task", "run")),
    Tab(label="Queues", url_name="queues", order=160, names=("purge-queue",)),
    Tab(label="Workers", url_name="workers", order=170),
    Tab(label="Plugins", url_name="plugins", order=180),
]
"""The core's tabs. What others add goes through the same class, at an order of 500 or more."""


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page inside the frame. It needs no context processor of the project."""
    closed = status == 503  # perhaps for want of a database: nothing may be asked of it
    page = {
        "tabs": [] if closed else _tabs(request),
        "problems": [] if closed else problems.every(),
        "notices": [] if closed else list(get_messages(request)),
        "may_change": not closed and permissions.may_change(request),
        "is_public": not closed and not conf.get().monitor_authentication,
        "person": None if closed else getattr(request, "user", None),
        **context,
    }
    return django_render(request, template, page, status=status)


def _tabs(request: HttpRequest) -> list[dict[str, Any]]:
    match = request.resolver_match
    name = match.url_name or "" if match else ""
    argument = str(match.kwargs.get("state", "")) if match else ""
    return [
        {
            "label": tab.label,
            "url": tab.url,
            "current": tab.is_current(name, argument),
            "badge": tab.badge() if tab.badge else "",
            "note": tab.note,
        }
        for tab in sorted(TABS, key=lambda tab: (tab.order, tab.label))
    ]
