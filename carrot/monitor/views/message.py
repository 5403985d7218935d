"""One message: how it stands, with what it was called, what it logged and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from carrot import queues
from carrot.exceptions import ArgumentsError
from carrot.models import LogEntry, MessageLog, Status, WorkerStatus
from carrot.monitor import actions, arguments, logs, sections, site, text
from carrot.monitor.permissions import require_read
from carrot.monitor.views.workers import GONE_AFTER
from carrot.tasks import drift, registry
from carrot.tasks.json_text import load_json
from carrot.tasks.showing import shown_arguments

_UNFINISHED = (Status.PUBLISHED, Status.IN_PROGRESS)
_LARGE = ("arguments", "output", "exception", "traceback")
MOST_COPIES = 20
_LIST = {
    Status.PUBLISHED: "queued",
    Status.IN_PROGRESS: "queued",
    Status.COMPLETED: "completed",
}


@require_safe
def message(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The page of one message."""
    row = _find(request, uuid)
    task = registry.find(row.task)
    shown = shown_arguments(row)
    context = {
        **_standing(row),
        **logs.context(row, request.GET),
        **sections.shown(request, row),
        "rows": arguments.tree(shown),
        "defaults": arguments.defaults(task, row.arguments),
        "arguments_json": arguments.as_json(shown),
        "attempts": list(row.attempts.order_by("number", "id")),
        "actions": _offered(request, row),
        "known": task is not None,
        "changes": drift.changes(task.arguments, row) if task else [],
        "here": request.get_full_path(),
    }
    return site.render(request, "carrot/messages/message.html", context)


@require_safe
def live(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What is new since the page was made: log lines, and how the message stands."""
    row = _find(request, uuid)
    context = {**_standing(row), **logs.news(row, request.GET), "actions": _offered(request, row)}
    context["here"] = reverse("carrot:message", args=[row.uuid])
    response = site.render(request, "carrot/messages/live.html", context)
    if request.GET.get("attempt", str(row.attempt)) not in (str(row.attempt), "0"):
        response.headers["HX-Refresh"] = "true"  # what the page shows is of an attempt that is over
    return response


@require_safe
def log(request: HttpRequest, uuid: UUID) -> StreamingHttpResponse:
    """The whole log as a text file."""
    row = _find(request, uuid)
    response = StreamingHttpResponse(_lines(row), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.uuid}.log"'
    return response


def _lines(row: MessageLog) -> Iterator[str]:
    for entry in LogEntry.objects.filter(message=row).order_by("id").iterator(chunk_size=500):
        yield f"{entry.time.isoformat()} {logs.level_name(entry.level)} {entry.logger}: "
        yield f"{text.plain(entry.text)}\n"


def _find(request: HttpRequest, uuid: UUID) -> MessageLog:
    rows = MessageLog.objects.select_related("scheduled_task", "copy_of")
    row = rows.defer(*(f"copy_of__{name}" for name in _LARGE)).filter(uuid=uuid).first()
    if row is None:
        raise Http404(f"There is no message {uuid}. It may have been deleted.")
    require_read(request, row)
    return row


def _standing(row: MessageLog) -> dict[str, Any]:
    now = timezone.now()
    return {
        "message": row,
        "unfinished": row.status in _UNFINISHED,
        "pause": queues.paused(row.queue) if row.status == Status.PUBLISHED else None,
        "nobody_takes": _nobody_takes(row, now),
        "outcome": _outcome(row),
        "waited": _between(row.publish_time, row.start_time),
        "ran": row.duration or _between(row.start_time, now),
        "output_json": _pretty(row.output),
        "held_until": _held_until(row, now),
        "copies": list(row.copies.order_by("id").only("uuid", "status")[:MOST_COPIES]),
        **_form(row),
    }


def _held_until(row: MessageLog, now: datetime) -> datetime | None:
    waits = row.status == Status.PUBLISHED and row.not_before and row.not_before > now
    return row.not_before if waits else None


def _form(row: MessageLog) -> dict[str, Any]:
    """Whether an ended message can be edited in a form, and why not."""
    task = registry.find(row.task)
    problem = task.arguments.problem if task else ""
    ended = row.status not in _UNFINISHED
    return {"editable": ended and task is not None and not problem, "has_no_form": problem}


def _between(start: datetime | None, end: datetime | None) -> timedelta | None:
    return end - start if start and end else None


def _outcome(row: MessageLog) -> str:
    if row.status == Status.FAILED:
        return text.shorten(row.exception, 300) or str(row.get_failure_kind_display())
    return text.shorten(_pretty(row.output) or row.output, 300)


def _pretty(output: str) -> str:
    """Output that is JSON, laid out for people; nothing for any other."""
    if not output.lstrip().startswith(("{", "[", '"')):
        return ""
    try:
        value = load_json(output)
    except ArgumentsError:
        return ""
    return value if isinstance(value, str) else arguments.as_json(value)


def _nobody_takes(row: MessageLog, now: datetime) -> bool:
    """Whether it waits in a queue that no living worker takes messages from."""
    if row.status != Status.PUBLISHED:
        return False
    alive = WorkerStatus.objects.filter(heartbeat_at__gte=now - GONE_AFTER, draining=False)
    return not any(row.queue in queues for queues in alive.values_list("queues", flat=True)[:500])


def _offered(request: HttpRequest, row: MessageLog) -> list[Any]:
    state = _LIST.get(Status(row.status), "failed")
    core = {action.name for action in actions.MESSAGE_ACTIONS}
    return [
        action
        for action in actions.offered(request, state, obj=row)
        # A worker has it: the core can neither take it away nor forget it.
        if row.status != Status.IN_PROGRESS or action.name not in core
    ]


urlpatterns = [
    path("messages/<uuid:uuid>/", message, name="message"),
    path("messages/<uuid:uuid>/live/", live, name="message-live"),
    path("messages/<uuid:uuid>/log/", log, name="message-log"),
]
