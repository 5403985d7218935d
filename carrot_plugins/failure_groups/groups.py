"""What failed alike: by task, kind of failure, class of error and place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Left, StrIndex
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from carrot.models import FailureKind, MessageLog, Status

PERIOD = timedelta(hours=24)
GROUP = ("task", "failure_kind", "error", "place")
"""What the messages of a group have in common."""
LARGEST_FIRST = ("-count", "task", "error", "place")
Group = tuple[str, str, str, str]
"""The values of `GROUP`."""
AT_ONCE = 1000
"""What one press of the button may put back: more would hold its locks for too long."""


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


def said(group: Mapping[str, Any]) -> str:
    """What went wrong in a word."""
    if group["error"]:
        return str(group["error"])
    kinds: dict[str, str] = {kind.value: str(kind.label) for kind in FailureKind}
    return kinds.get(group["failure_kind"], gettext("failed"))


def address_of(group: Mapping[str, Any]) -> str:
    """The list of its messages."""
    wanted = {"task": group["task"], "when": "24h"}
    if group["place"]:
        wanted["place"] = group["place"]
    if group["error"]:
        wanted["q"] = group["error"]
    return f"{reverse('carrot:messages', args=['failed'])}?{urlencode(wanted)}"


def groups_of(chosen: QuerySet[MessageLog]) -> list[Group]:
    """The groups that these messages are of, as far as they have failed."""
    failed = named(chosen.filter(status=Status.FAILED))
    return sorted(set(failed.values_list(*GROUP)))


def alike(groups: Iterable[Group]) -> list[int]:
    """The numbers of what failed like these groups, the oldest first, as many as go at once."""
    pks: list[int] = []
    for task, failure_kind, error, place in groups:
        failed = MessageLog.objects.filter(
            status=Status.FAILED, task=task, failure_kind=failure_kind, place=place
        )
        room = AT_ONCE - len(pks)
        found = named(failed).filter(error=error).order_by("pk")
        pks += found.values_list("pk", flat=True)[:room]
    return pks


def requeued(pks: Sequence[int]) -> str:
    """Run these again; the report of it."""
    count = MessageLog.objects.filter(pk__in=pks).requeue(now=timezone.now())
    report = ngettext("%(count)s message runs again.", "%(count)s messages run again.", count)
    return _report(report, count, pks)


def deleted(pks: Sequence[int]) -> str:
    """Delete these for good; the report of it."""
    count = MessageLog.objects.filter(pk__in=pks).delete_ended()
    report = ngettext("%(count)s message deleted.", "%(count)s messages deleted.", count)
    return _report(report, count, pks)


def _report(report: str, count: int, pks: Sequence[int]) -> str:
    report = report % {"count": count}
    if len(pks) == AT_ONCE:
        report += " " + gettext("There may be more: do it again for the rest.")
    return report
