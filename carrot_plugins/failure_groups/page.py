"""The page of the groups, and what its buttons do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext

from carrot.plugins import Button, TablePanel
from carrot_plugins.failure_groups.groups import (
    AT_ONCE,
    GROUP,
    LARGEST_FIRST,
    PERIOD,
    Group,
    address_of,
    alike,
    deleted,
    grouped,
    requeued,
    said,
)

BARS = 12
MOST_GROUPS = 200
_BLOCKS = "▁▂▃▄▅▆▇█"


def sparkline(counts: Sequence[int]) -> str:
    """The course of numbers over time in one word: a block for each, as high as its number."""
    top, highest = max([*counts, 1]), len(_BLOCKS) - 1
    return "".join(_BLOCKS[-(-each * highest // top)] for each in counts)


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
        for group in groups.order_by(*LARGEST_FIRST)[:MOST_GROUPS]:
            course = sparkline([group[f"bar{number}"] for number in range(BARS)])
            yield {**group, "said": said(group), "course": course}

    def get_row_url(self, row: Mapping[str, Any]) -> str:
        return address_of(row)

    def get_row_buttons(self, request: HttpRequest, row: Mapping[str, Any]) -> Iterator[Button]:
        fields = {name: str(row[name]) for name in GROUP}
        again, delete = self.url("requeue"), self.url("delete")
        yield Button(label=gettext("Requeue…"), url=again, fields=fields, asks=True, order=100)
        yield Button(label=gettext("Delete…"), url=delete, fields=fields, asks=True, style="danger")

    def get_urls(self) -> Sequence[URLPattern]:
        return [path("requeue/", requeue, name="requeue"), path("delete/", delete, name="delete")]


panel = FailureGroups()


def requeue(request: HttpRequest) -> HttpResponse:
    """Run a group again: a GET asks, a POST does it."""
    if request.method == "POST":
        return _done(request, requeued(alike([_group(request.POST)])))
    return _asked(request, gettext("Requeue a group of failures?"), gettext("Requeue them"))


def delete(request: HttpRequest) -> HttpResponse:
    """Delete a group: a GET asks, a POST does it."""
    if request.method == "POST":
        return _done(request, deleted(alike([_group(request.POST)])))
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
    values = dict(zip(GROUP, group, strict=True))
    count = len(alike([group]))
    sentence = ngettext(
        "%(count)s message of the task %(task)s failed like this: %(said)s %(place)s",
        "%(count)s messages of the task %(task)s failed like this: %(said)s %(place)s",
        count,
    )
    text = sentence % {**values, "count": f"{count:,}", "said": said(values)}
    if count == AT_ONCE:
        text += " " + gettext("There may be more: do it again for the rest.")
    context = {
        "question": question,
        "details": [text.strip(), *details],
        "button": button,
        "style": style,
        "fields": values,
    }
    return TemplateResponse(request, "carrot/panels/confirm.html", context)


def _group(given: Mapping[str, str]) -> Group:
    task, failure_kind, error, place = (given.get(name, "") for name in GROUP)
    if not task:
        raise Http404(gettext("No group was named."))
    return task, failure_kind, error, place
