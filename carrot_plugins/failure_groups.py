"""Failures of the last day, grouped by task and kind of error, and run again by the group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Left, StrIndex
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext

from carrot.models import FailureKind, MessageLog, Status
from carrot.plugins import Action, Card, hookimpl

PERIOD = timedelta(hours=24)
SHOWN = 5
AT_ONCE = 1000
"""What one press of the button may put back: more would hold its locks for too long."""


@hookimpl
def overview_cards(request: HttpRequest) -> Iterator[Card]:
    """The largest groups, each a link to its messages."""
    since = timezone.now() - PERIOD
    recent = MessageLog.objects.filter(status=Status.FAILED, failure_time__gte=since)
    groups = (
        named(recent)
        .values("task", "failure_kind", "error")
        .annotate(count=Count("pk"))
        .order_by("-count", "task", "error")
    )
    largest = list(groups[: SHOWN + 1])
    for rank, group in enumerate(largest[:SHOWN]):
        yield Card(
            title=f"{group['task'].rpartition('.')[2]}: {_said(group)}",
            value=group["count"],
            note=gettext("%(task)s failed, last 24 hours") % {"task": group["task"]},
            url=_address(group),
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


def named(messages: QuerySet[MessageLog]) -> QuerySet[Any, Any]:
    """Messages with `error`: the exception's class, without its text, which differs each time.

    Only a task's own exception has a class; for other failures the kind says it all.
    """
    colon = StrIndex("exception", Value(":"))
    return messages.annotate(
        colon=colon,
        error=Case(
            When(~Q(failure_kind=FailureKind.ERROR), then=Value("")),
            When(colon__gt=0, then=Left("exception", F("colon") - 1)),
            default=F("exception"),
            output_field=CharField(),
        ),
    )


def _said(group: dict[str, Any]) -> str:
    if group["error"]:
        return str(group["error"])
    kinds: dict[str, str] = {kind.value: str(kind.label) for kind in FailureKind}
    return kinds.get(group["failure_kind"], gettext("failed"))


def _address(group: dict[str, Any]) -> str:
    wanted = {"task": group["task"], "when": "24h"}
    if group["error"]:
        wanted["q"] = group["error"]
    return f"{reverse('carrot:messages', args=['failed'])}?{urlencode(wanted)}"


@hookimpl
def register_actions() -> Iterable[Action]:
    yield Action(
        name="requeue-alike",
        label=gettext_lazy("Requeue all of their kind"),
        run=requeue_alike,
        states=("failed",),
        confirm=gettext_lazy(
            "Run every failed message again whose task and kind of error are those of a chosen one?"
        ),
        order=520,
    )


def requeue_alike(request: HttpRequest, messages: QuerySet[MessageLog]) -> str:
    """Run again what failed as the chosen messages did, whether chosen itself or not."""
    failed = messages.filter(status=Status.FAILED)
    kinds = set(named(failed).values_list("task", "failure_kind", "error"))
    alike: list[int] = []
    for task, failure_kind, error in sorted(kinds):
        group = MessageLog.objects.filter(
            status=Status.FAILED, task=task, failure_kind=failure_kind
        )
        room = AT_ONCE - len(alike)
        alike += named(group).filter(error=error).order_by("pk").values_list("pk", flat=True)[:room]
    count = MessageLog.objects.filter(pk__in=alike).requeue(now=timezone.now())
    report = ngettext("%(count)s message runs again.", "%(count)s messages run again.", count) % {
        "count": count
    }
    if len(alike) == AT_ONCE:
        report += " " + gettext("There may be more: do it again for the rest.")
    return report
