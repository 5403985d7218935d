"""The frame around every page: its tabs, and what it says on its face."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render

from carrot import conf
from carrot.monitor import permissions, tabs
from carrot.plugins import problems


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page inside the frame. It needs no context processor of the project."""
    page = {**frame(request, closed=status == 503), **context}
    return django_render(request, template, page, status=status)


def frame(request: HttpRequest, *, closed: bool = False) -> dict[str, Any]:
    """What the frame's template is given. `closed` asks no database, for want of one perhaps."""
    return {
        "tabs": [] if closed else tabs.shown(request),
        "links": [] if closed else tabs.links(request),
        "problems": [] if closed else problems.every(),
        "notices": [] if closed else list(get_messages(request)),
        "may_change": not closed and permissions.may_change(request),
        "is_public": not closed and not conf.get().monitor_authentication,
        "person": None if closed else getattr(request, "user", None),
    }
