"""The queues: what waits in each, who takes from it and how fast; pausing, resuming, emptying."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from carrot import queues
from carrot.exceptions import BrokerError
from carrot.models import MessageLog, QueuePause, Status
from carrot.plugins import Button, Card, Panel, TablePanel, hookimpl

LATELY = timedelta(minutes=1)
COUNTED = 10_000
"""Beyond this nothing is counted on: the page must stay fast."""


class Queues(TablePanel):
    """Every queue that the settings or a task name, or in which something waits."""

    slug = "queues"
    title = gettext_lazy("Queues")
    order = 160
    refresh = 5
    badge_note = gettext_lazy("paused")
    columns: Mapping[str, Any] = {
        "queue": gettext_lazy("Queue"),
        "state": gettext_lazy("State"),
        "broker": gettext_lazy("Broker"),
        "waiting": gettext_lazy("Waiting"),
        "running": gettext_lazy("Running"),
        "ready": gettext_lazy("At the broker"),
        "consumers": gettext_lazy("Consumers"),
        "published": gettext_lazy("Published/min"),
        "ended": gettext_lazy("Ended/min"),
    }
    note = gettext_lazy(
        "Waiting and running are what the log says. At the broker is what it has ready for a "
        "consumer: a message that is held back, or that a worker has fetched already, is not "
        "counted there. The last two columns are of the last minute."
    )

    def get_rows(self, request: HttpRequest) -> list[dict[str, object]]:
        since = timezone.now() - LATELY
        published, ended = _published(since), _ended(since)
        running = _by_queue(MessageLog.objects.running())
        return [
            {
                "queue": each.name,
                "state": _state(each),
                "broker": _broker(each),
                "waiting": _counted(_rows(each.name).waiting()),
                "running": running.get(each.name, 0),
                "ready": each.ready,
                "consumers": each.consumers,
                "published": published.get(each.name, 0),
                "ended": ended.get(each.name, 0),
                "is_paused": each.pause is not None,
            }
            for each in queues.every()
        ]

    def get_row_url(self, row: Mapping[str, object]) -> str:
        lists = reverse("carrot:messages", args=["queued"])
        return f"{lists}?{urlencode({'queue': row['queue']})}"

    def get_row_buttons(self, request: HttpRequest, row: Mapping[str, object]) -> Iterator[Button]:
        fields = {"queue": str(row["queue"])}
        if row["is_paused"]:
            yield Button(label=gettext("Resume"), url=self.url("resume"), fields=fields, order=100)
        else:
            yield Button(label=gettext("Pause"), url=self.url("pause"), fields=fields, order=100)
        label = gettext("Purge…")
        yield Button(label=label, url=self.url("purge"), fields=fields, asks=True, style="danger")

    def get_urls(self) -> Sequence[URLPattern]:
        return [
            path("pause/", pause, name="pause"),
            path("resume/", resume, name="resume"),
            path("purge/", purge, name="purge"),
        ]

    def badge(self, request: HttpRequest) -> int:
        return QueuePause.objects.count()


panel = Queues()


@hookimpl
def register_panels() -> Iterator[Panel]:
    yield panel


@hookimpl
def overview_cards(request: HttpRequest) -> Iterator[Card]:
    """The queues that somebody has paused: what waits in them is easily forgotten."""
    paused = list(QueuePause.objects.values_list("queue", flat=True)[:50])
    if paused:
        yield Card(
            title=gettext("Paused queues"),
            value=len(paused),
            note=", ".join(paused),
            url=panel.url(),
            order=105,
        )


@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Nothing more is taken from the queue, by any service."""
    name = _name(request.POST)
    try:
        queues.pause(name, by=request.user.get_username())
    except queues.UnknownQueue as error:
        raise Http404(str(error)) from error
    said = gettext("The queue %(name)s is paused. What is published to it waits.")
    messages.success(request, said % {"name": name}, fail_silently=True)
    return redirect(panel.url())


@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Services take from the queue again."""
    name = _name(request.POST)
    queues.resume(name)
    said = gettext("The queue %(name)s goes on.") % {"name": name}
    messages.success(request, said, fail_silently=True)
    return redirect(panel.url())


def purge(request: HttpRequest) -> HttpResponse:
    """Throw away what waits in a queue: a GET asks, a POST does it."""
    if request.method != "POST":
        return _asked(request, _name(request.GET))
    name = _name(request.POST)
    try:
        purged = queues.purge(name)
    except queues.UnknownQueue as error:
        raise Http404(str(error)) from error
    except BrokerError as error:
        said = gettext("The queue was not purged and nothing was changed: %(error)s")
        return _asked(request, name, error=said % {"error": error}, status=503)
    said = ngettext(
        "The queue %(name)s was purged: %(count)s waiting message is cancelled.",
        "The queue %(name)s was purged: %(count)s waiting messages are cancelled.",
        purged.cancelled,
    )
    text = said % {"name": name, "count": f"{purged.cancelled:,}"}
    messages.success(request, text, fail_silently=True)
    return redirect(panel.url())


def _asked(request: HttpRequest, name: str, *, error: str = "", status: int = 200) -> HttpResponse:
    count = _counted(_rows(name).waiting())
    context = {
        "question": gettext("Purge the queue %(name)s?") % {"name": name},
        "details": [
            gettext("Waiting messages that will not run: %(count)s") % {"count": count},
            gettext(
                "Those that are held back for a later time are among them. What runs already goes "
                "on. They stay in the log as cancelled, and can be requeued there."
            ),
        ],
        "button": gettext("Purge %(name)s") % {"name": name},
        "style": "danger",
        "fields": {"queue": name},
        "error": error,
    }
    return TemplateResponse(request, "carrot/panels/confirm.html", context, status=status)


def _name(given: Mapping[str, Any]) -> str:
    name = str(given.get("queue", ""))
    if not name:
        raise Http404(gettext("No queue was named."))
    return name


def _state(queue: queues.Queue) -> str:
    if queue.pause is not None:
        by = queue.pause.by
        return gettext("paused by %(name)s") % {"name": by} if by else gettext("paused")
    if queue.trouble:
        return queue.trouble
    if not queue.consumable:
        return gettext("not consumed here")
    return gettext("not declared yet") if queue.ready is None else gettext("open")


def _broker(queue: queues.Queue) -> str:
    if not queue.virtual_host:
        return queue.broker
    host = gettext("virtual host %(name)s") % {"name": queue.virtual_host}
    return f"{queue.broker}, {host}"


def _rows(name: str) -> Any:
    return MessageLog.objects.filter(queue=name)


def _counted(rows: QuerySet[MessageLog]) -> int | str:
    count = rows.order_by().values("pk")[: COUNTED + 1].count()
    return count if count <= COUNTED else gettext("over %(count)s") % {"count": f"{COUNTED:,}"}


def _published(since: datetime) -> dict[str, int]:
    return _by_queue(MessageLog.objects.filter(publish_time__gte=since))


def _ended(since: datetime) -> dict[str, int]:
    completed = _by_queue(
        MessageLog.objects.filter(status=Status.COMPLETED, completion_time__gte=since)
    )
    failed = _by_queue(MessageLog.objects.filter(status=Status.FAILED, failure_time__gte=since))
    return {
        name: completed.get(name, 0) + failed.get(name, 0)
        for name in completed.keys() | failed.keys()
    }


def _by_queue(rows: QuerySet[MessageLog]) -> dict[str, int]:
    return dict(rows.order_by().values_list("queue").annotate(Count("pk")))
