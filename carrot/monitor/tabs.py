"""The places in the navigation: the core's tabs and plugins' panels, of one class, in one order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from carrot.models import MessageLog, Status
from carrot.monitor import counts
from carrot.monitor.permissions import may_read
from carrot.monitor.text import plain, shorten
from carrot.plugins import calls, declarations
from carrot.plugins.asking import ask
from carrot.plugins.extensions import Link
from carrot.plugins.panels import Panel

BADGE = 12
"""How many characters a badge has at most."""


class Tab(Panel):
    """A tab of the core, whose pages have addresses of their own.

    `names` are the URL names on whose pages it is the current one. `count` gives a short text
    such as "3" or "99+", or nothing; it is asked on every page, so it must be cheap.
    """

    template_name = "carrot/base.html"

    def __init__(
        self,
        *,
        title: str,
        url_name: str,
        order: int,
        argument: str = "",
        names: tuple[str, ...] = (),
        count: Callable[[], str] | None = None,
        note: str = "",
    ) -> None:
        self.title, self.order, self.badge_note = title, order, note
        self.slug = argument or url_name
        self.url_name, self.argument, self.names, self.count = url_name, argument, names, count

    @property
    def address(self) -> str:
        return reverse(f"carrot:{self.url_name}", args=[self.argument] if self.argument else None)

    def badge(self, request: HttpRequest) -> str:
        return self.count() if self.count else ""

    def is_current(self, name: str, argument: str) -> bool:
        """Whether it is the tab of the page with this URL name and argument."""
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
    Tab(title="Overview", url_name="overview", order=100),
    Tab(
        title="Queued",
        url_name="messages",
        argument="queued",
        order=110,
        count=_queued,
        note="unfinished",
    ),
    Tab(
        title="Failed",
        url_name="messages",
        argument="failed",
        order=120,
        count=_failed,
        note="in the last 24 hours",
    ),
    Tab(title="Completed", url_name="messages", argument="completed", order=130),
    Tab(
        title="Scheduled tasks",
        url_name="schedules",
        order=140,
        names=("schedule", "schedule-new"),
    ),
    Tab(title="Tasks", url_name="tasks", order=150, names=("task", "run")),
    Tab(title="Workers", url_name="workers", order=170),
    Tab(title="Plugins", url_name="plugins", order=180),
]
declarations.core(Panel, *TABS)


def shown(request: HttpRequest) -> list[dict[str, Any]]:
    """The tabs that the request may see, for the template of the frame."""
    return [
        {
            "slug": panel.slug,
            "label": panel.title,
            "url": panel.address,
            "current": _is_current(panel, request),
            "badge": _badge(owner, panel, request),
            "note": panel.badge_note,
        }
        for owner, panel in declarations.every(Panel)
        if may_read(request, panel.permission)
    ]


def _is_current(panel: Panel, request: HttpRequest) -> bool:
    match = request.resolver_match
    name, given = (match.url_name or "", match.kwargs) if match else ("", {})
    if isinstance(panel, Tab):
        return panel.is_current(name, str(given.get("state", "")))
    return name in ("panel", "panel-page") and given.get("slug") == panel.slug


def _badge(owner: str, panel: Panel, request: HttpRequest) -> str:
    if isinstance(panel, Tab):
        return panel.badge(request)
    asked = ask(owner, f"the badge of the panel {panel.slug}", partial(_badge_text, panel, request))
    return asked.value or ""


def _badge_text(panel: Panel, request: HttpRequest) -> str:
    given = panel.badge(request)
    if not given:
        return ""
    if not isinstance(given, int | str) or isinstance(given, bool):
        raise TypeError(f"it gave a {type(given).__name__}; give a number or a short text")
    return shorten(f"{given:,}" if isinstance(given, int) else plain(given), BADGE)


def links(request: HttpRequest) -> list[Link]:
    """The ways to other places that plugins give. One that fails gives none, and is logged."""
    given = calls.gather("nav_links", Link, request=request)
    found = [each.value for each in given if each.value is not None]
    return sorted(found, key=lambda link: (link.order, str(link.label)))
