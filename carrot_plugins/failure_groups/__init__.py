"""Failures of the last day by task, kind of error and place; run again or deleted by the group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from carrot.models import MessageLog
from carrot.plugins import Action, Card, Panel, hookimpl
from carrot_plugins.failure_groups.groups import (
    LARGEST_FIRST,
    PERIOD,
    address_of,
    alike,
    deleted,
    grouped,
    groups_of,
    requeued,
    said,
)
from carrot_plugins.failure_groups.page import panel

SHOWN = 5


@hookimpl
def overview_cards(request: HttpRequest) -> Iterator[Card]:
    """The largest groups, each a link to its messages."""
    groups = grouped(timezone.now() - PERIOD).annotate(count=Count("pk")).order_by(*LARGEST_FIRST)
    largest = list(groups[: SHOWN + 1])
    for rank, group in enumerate(largest[:SHOWN]):
        yield Card(
            title=f"{group['task'].rpartition('.')[2]}: {said(group)}",
            value=group["count"],
            note=_note(group),
            url=address_of(group),
            order=510 + rank,
        )
    if len(largest) > SHOWN:
        yield Card(
            title=gettext("Other kinds of failures"),
            value=groups.count() - SHOWN,
            note=gettext("last 24 hours"),
            url=reverse("carrot:messages", args=["failed"]),
            order=510 + SHOWN,
        )


def _note(group: Mapping[str, Any]) -> str:
    if not group["place"]:
        return gettext("%(task)s failed, last 24 hours") % group
    return gettext("in %(place)s, last 24 hours") % group


@hookimpl
def register_panels() -> Iterator[Panel]:
    yield panel


@hookimpl
def register_actions() -> Iterable[Action]:
    yield Action(
        name="requeue-alike",
        label=gettext_lazy("Requeue all of their kind"),
        run=requeue_alike,
        states=("failed",),
        confirm=gettext_lazy(
            "Run every failed message again whose task, kind of error and place are those of a "
            "chosen one?"
        ),
        order=520,
    )
    yield Action(
        name="delete-alike",
        label=gettext_lazy("Delete all of their kind"),
        run=delete_alike,
        states=("failed",),
        confirm=gettext_lazy(
            "Delete every failed message whose task, kind of error and place are those of a "
            "chosen one? Their arguments, logs and tracebacks are gone after that."
        ),
        style="danger",
        order=530,
    )


def requeue_alike(request: HttpRequest, chosen: QuerySet[MessageLog]) -> str:
    """Run again what failed as the chosen messages did, whether chosen itself or not."""
    return requeued(alike(groups_of(chosen)))


def delete_alike(request: HttpRequest, chosen: QuerySet[MessageLog]) -> str:
    """Delete what failed as the chosen messages did, whether chosen itself or not."""
    return deleted(alike(groups_of(chosen)))
