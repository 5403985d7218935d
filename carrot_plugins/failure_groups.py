"""Failures of the last day by task, kind of error and place; run again or deleted by the group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Case, CharField, Count, F, Max, Min, Q, QuerySet, Value, When
from django.db.models.functions import Left, StrIndex
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext

from carrot.models import FailureKind, MessageLog, Status
from carrot.plugins import Action, Button, Card, Panel, TablePanel, hookimpl

PERIOD = timedelta(hours=24)
SHOWN = 5
BARS = 12
MOST_GROUPS = 200
GROUP = ("task", "failure_kind", "error", "place")
"""What the messages of a group have in common."""
_LARGEST_FIRST = ("-count", "task", "error", "place")
_BLOCKS = "▁▂▃▄▅▆▇█"
Group = tuple[str, str, str, str]
"""The values of `GROUP`."""
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
            note=_note(group),
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
    """What failed in the last 24 hours, in groups."""

    slug = "failure-groups"
    title = gettext_lazy("Failure groups")
    order = 125
    columns = {
        "said": gettext_lazy("Error"),
        "task": gettext_lazy("Task"),
        "place": gettext_lazy("Where"),
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

    def get_row_buttons(self, request: HttpRequest, row: Mapping[str, Any]) -> Iterator[Button]:
        fields = {name: str(row[name]) for name in GROUP}
        again, delete = self.url("requeue"), self.url("delete")
        yield Button(label=gettext("Requeue…"), url=again, fields=fields, asks=True, order=100)
        yield Button(label=gettext("Delete…"), url=delete, fields=fields, asks=True, style="danger")

    def get_urls(self) -> Sequence[URLPattern]:
        return [path("requeue/", requeue, name="requeue"), path("delete/", delete, name="delete")]


panel = FailureGroups()


@hookimpl
def register_panels() -> Iterator[Panel]:
    yield panel


def sparkline(counts: Sequence[int]) -> str:
    """The course of numbers over time in one word: a block for each, as high as its number."""
    top, highest = max([*counts, 1]), len(_BLOCKS) - 1
    return "".join(_BLOCKS[-(-each * highest // top)] for each in counts)


def grouped(since: datetime) -> QuerySet[Any, Any]:
    """Failures since then by task, kind of failure, class of error and place."""
    recent = MessageLog.objects.filter(status=Status.FAILED, failure_time__gte=since)
    return named(recent).values(*GROUP)


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


def _note(group: Mapping[str, Any]) -> str:
    if not group["place"]:
        return gettext("%(task)s failed, last 24 hours") % group
    return gettext("in %(place)s, last 24 hours") % group


def _address(group: Mapping[str, Any]) -> str:
    wanted = {"task": group["task"], "when": "24h"}
    if group["place"]:
        wanted["place"] = group["place"]
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


def requeue_alike(request: HttpRequest, chosen: QuerySet[MessageLog]) -> str:
    """Run again what failed as the chosen messages did, whether chosen itself or not."""
    return _requeued(_alike(_groups_of(chosen)))


def delete_alike(request: HttpRequest, chosen: QuerySet[MessageLog]) -> str:
    """Delete what failed as the chosen messages did, whether chosen itself or not."""
    return _deleted(_alike(_groups_of(chosen)))


def requeue(request: HttpRequest) -> HttpResponse:
    """Run a group again: a GET asks, a POST does it."""
    if request.method == "POST":
        return _done(request, _requeued(_alike([_group(request.POST)])))
    return _asked(request, gettext("Requeue a group of failures?"), gettext("Requeue them"))


def delete(request: HttpRequest) -> HttpResponse:
    """Delete a group: a GET asks, a POST does it."""
    if request.method == "POST":
        return _done(request, _deleted(_alike([_group(request.POST)])))
    details = gettext("Their arguments, logs and tracebacks are gone after that.")
    question = gettext("Delete a group of failures?")
    return _asked(request, question, gettext("Delete them"), details, style="danger")


def _done(request: HttpRequest, report: str) -> HttpResponse:
    messages.success(request, report, fail_silently=True)
    return redirect(panel.url())


def _asked(
    request: HttpRequest, question: str, button: str, *details: str, style: str = ""
) -> HttpResponse:
    group = _group(request.GET)
    named = dict(zip(GROUP, group, strict=True))
    count = len(_alike([group]))
    found = ngettext(
        "%(count)s message of the task %(task)s failed like this: %(said)s %(place)s",
        "%(count)s messages of the task %(task)s failed like this: %(said)s %(place)s",
        count,
    )
    text = found % {**named, "count": f"{count:,}", "said": _said(named)}
    if count == AT_ONCE:
        text += " " + gettext("There may be more: do it again for the rest.")
    context = {
        "question": question,
        "details": [text.strip(), *details],
        "button": button,
        "style": style,
        "fields": named,
    }
    return TemplateResponse(request, "carrot/panels/confirm.html", context)


def _group(given: Mapping[str, str]) -> Group:
    task, failure_kind, error, place = (given.get(name, "") for name in GROUP)
    if not task:
        raise Http404(gettext("No group was named."))
    return task, failure_kind, error, place


def _requeued(alike: Sequence[int]) -> str:
    count = MessageLog.objects.filter(pk__in=alike).requeue(now=timezone.now())
    report = ngettext("%(count)s message runs again.", "%(count)s messages run again.", count)
    return _report(report, count, alike)


def _deleted(alike: Sequence[int]) -> str:
    count = MessageLog.objects.filter(pk__in=alike).delete_ended()
    report = ngettext("%(count)s message deleted.", "%(count)s messages deleted.", count)
    return _report(report, count, alike)


def _report(report: str, count: int, alike: Sequence[int]) -> str:
    report = report % {"count": count}
    if len(alike) == AT_ONCE:
        report += " " + gettext("There may be more: do it again for the rest.")
    return report


def _groups_of(chosen: QuerySet[MessageLog]) -> list[Group]:
    failed = named(chosen.filter(status=Status.FAILED))
    return sorted(set(failed.values_list(*GROUP)))


def _alike(groups: Iterable[Group]) -> list[int]:
    """The numbers of what failed like these groups, the oldest first, as many as go at once."""
    alike: list[int] = []
    for task, failure_kind, error, place in groups:
        failed = MessageLog.objects.filter(
            status=Status.FAILED, task=task, failure_kind=failure_kind, place=place
        )
        room = AT_ONCE - len(alike)
        found = named(failed).filter(error=error).order_by("pk")
        alike += found.values_list("pk", flat=True)[:room]
    return alike
