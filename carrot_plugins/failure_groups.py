"""Failures of the last day, grouped by task and kind of error, and run again by the group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, Count, F, Max, Min, Q, QuerySet, Value, When
from django.db.models.functions import Left, StrIndex
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext

from carrot.models import FailureKind, MessageLog, Status
from carrot.plugins import Action, Card, Panel, TablePanel, hookimpl

PERIOD = timedelta(hours=24)
SHOWN = 5
BARS = 12
MOST_GROUPS = 200
_LARGEST_FIRST = ("-count", "task", "error")
_BLOCKS = "▁▂▃▄▅▆▇█"
AT_ONCE = 1000
"""What one press of the button may put back: more would hold its locks for too long."""


@hookimpl
def overview_cards(request: HttpRequest) -> Iterator[Card]:
    """The largest groups, each a link to its messages."""
    groups = grouped(timezone.now() - PERIOD).annotate(count=Count("pk")).order_by(*_LARGEST_FIRST)
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


class FailureGroups(TablePanel):
    """What failed in the last 24 hours, by task and kind of error."""

    slug = "failure-groups"
    title = gettext_lazy("Failure groups")
    order = 125
    columns = {
        "said": gettext_lazy("Error"),
        "task": gettext_lazy("Task"),
        "count": gettext_lazy("Messages"),
        "course": gettext_lazy("Course"),
        "first": gettext_lazy("First"),
        "last": gettext_lazy("Last"),
    }
    empty = gettext_lazy("Nothing has failed in the last 24 hours.")

    def get_rows(self, request: HttpRequest) -> Iterator[dict[str, Any]]:
        now = timezone.now()
        step = PERIOD / BARS
        starts = [now - PERIOD + step * number for number in range(BARS)]
        counts = {
            f"bar{number}": Count(
                "pk", filter=Q(failure_time__gte=start, failure_time__lt=start + step)
            )
            for number, start in enumerate(starts)
        }
        groups = grouped(starts[0]).annotate(
            count=Count("pk"), first=Min("failure_time"), last=Max("failure_time"), **counts
        )
        for group in groups.order_by(*_LARGEST_FIRST)[:MOST_GROUPS]:
            course = sparkline([group[f"bar{number}"] for number in range(BARS)])
            yield {**group, "said": _said(group), "course": course}

    def get_row_url(self, row: Mapping[str, Any]) -> str:
        return _address(row)


@hookimpl
def register_panels() -> Iterator[Panel]:
    yield FailureGroups()


def sparkline(counts: Sequence[int]) -> str:
    """The course of numbers over time in one word: a block for each, as high as its number."""
    top, highest = max([*counts, 1]), len(_BLOCKS) - 1
    return "".join(_BLOCKS[-(-each * highest // top)] for each in counts)


def grouped(since: datetime) -> QuerySet[Any, Any]:
    """Failures since then by task, kind of failure and class of error."""
    recent = MessageLog.objects.filter(status=Status.FAILED, failure_time__gte=since)
    return named(recent).values("task", "failure_kind", "error")


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


def _said(group: Mapping[str, Any]) -> str:
    if group["error"]:
        return str(group["error"])
    kinds: dict[str, str] = {kind.value: str(kind.label) for kind in FailureKind}
    return kinds.get(group["failure_kind"], gettext("failed"))


def _address(group: Mapping[str, Any]) -> str:
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
    yield Action(
        name="delete-alike",
        label=gettext_lazy("Delete all of their kind"),
        run=delete_alike,
        states=("failed",),
        confirm=gettext_lazy(
            "Delete every failed message whose task and kind of error are those of a chosen one? "
            "Their arguments, logs and tracebacks are gone after that."
        ),
        style="danger",
        order=530,
    )


def requeue_alike(request: HttpRequest, messages: QuerySet[MessageLog]) -> str:
    """Run again what failed as the chosen messages did, whether chosen itself or not."""
    alike = _alike(messages)
    count = MessageLog.objects.filter(pk__in=alike).requeue(now=timezone.now())
    report = ngettext("%(count)s message runs again.", "%(count)s messages run again.", count)
    return _report(report, count, alike)


def delete_alike(request: HttpRequest, messages: QuerySet[MessageLog]) -> str:
    """Delete what failed as the chosen messages did, whether chosen itself or not."""
    alike = _alike(messages)
    count = MessageLog.objects.filter(pk__in=alike).delete_ended()
    report = ngettext("%(count)s message deleted.", "%(count)s messages deleted.", count)
    return _report(report, count, alike)


def _report(report: str, count: int, alike: Sequence[int]) -> str:
    report = report % {"count": count}
    if len(alike) == AT_ONCE:
        report += " " + gettext("There may be more: do it again for the rest.")
    return report


def _alike(messages: QuerySet[MessageLog]) -> list[int]:
    """The numbers of those that failed as these did, the oldest first."""
    failed = messages.filter(status=Status.FAILED)
    kinds = set(named(failed).values_list("task", "failure_kind", "error"))
    alike: list[int] = []
    for task, failure_kind, error in sorted(kinds):
        group = MessageLog.objects.filter(
            status=Status.FAILED, task=task, failure_kind=failure_kind
        )
        room = AT_ONCE - len(alike)
        alike += named(group).filter(error=error).order_by("pk").values_list("pk", flat=True)[:room]
    return alike
