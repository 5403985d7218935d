"""Messages and schedules as a file, row by row: for spreadsheets, and for programs.

What the monitor hides is hidden here, too: arguments come by the same door.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from carrot.models import MessageLog, ScheduledTask
from carrot.plugins import Action, hookimpl
from carrot.tasks.showing import shown_arguments

VIEW = "carrot.view_messagelog"
CHUNK = 1000
Format = Literal["CSV", "JSON lines"]
Row = dict[str, Any]

_LARGE = ("output", "traceback")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
_MARK = "\ufeff"
"""Without it Excel reads UTF-8 as something else."""


@hookimpl
def register_actions() -> Iterator[Action]:
    for target, run in (("message", export_messages), ("schedule", export_schedules)):
        yield Action(
            name="export",
            label=gettext_lazy("Export"),
            run=run,
            target=target,  # type: ignore[arg-type]
            permission=VIEW,
            download=True,
            order=300,
        )


def export_messages(
    request: HttpRequest,
    chosen: QuerySet[MessageLog],
    *,
    format: Format = "CSV",
    outputs: bool = False,
) -> StreamingHttpResponse:
    """One row for each message, the newest first; secrets and what plugins hide are left out.

    Args:
        format: CSV is for spreadsheets, JSON lines are for programs.
        outputs: With the output and the traceback of each, which may be large.
    """
    rows = chosen.select_related("scheduled_task")
    if not outputs:
        rows = rows.defer(*_LARGE)
    return _file(
        "messages", format, (_message(row, outputs=outputs) for row in _newest_first(rows))
    )


def export_schedules(
    request: HttpRequest, chosen: QuerySet[ScheduledTask], *, format: Format = "CSV"
) -> StreamingHttpResponse:
    """One row for each schedule.

    Args:
        format: CSV is for spreadsheets, JSON lines are for programs.
    """
    return _file("schedules", format, map(_schedule, _newest_first(chosen)))


def _newest_first(rows: QuerySet[Any]) -> Iterator[Any]:
    """All rows, some at a time, each time from where the last ones ended: nothing stays open
    while somebody downloads slowly."""
    rows, last = rows.order_by("-pk"), None
    while True:
        some = list((rows if last is None else rows.filter(pk__lt=last))[:CHUNK])
        yield from some
        if len(some) < CHUNK:
            return
        last = some[-1].pk


def _message(row: MessageLog, *, outputs: bool) -> Row:
    plan = row.scheduled_task
    values = {
        "uuid": str(row.uuid),
        "task": row.task,
        "status": row.status,
        "failure_kind": row.failure_kind,
        "queue": row.queue,
        "priority": row.priority,
        "attempt": row.attempt,
        "published": _moment(row.publish_time),
        "started": _moment(row.start_time),
        "ended": _moment(row.ended_at),
        "seconds": row.duration.total_seconds() if row.duration else None,
        "worker": row.worker,
        "schedule": plan.task_name if plan else "",
        "arguments": shown_arguments(row),
        "exception": row.exception,
    }
    return {**values, "output": row.output, "traceback": row.traceback} if outputs else values


def _schedule(row: ScheduledTask) -> Row:
    return {
        "id": row.pk,
        "name": row.task_name,
        "task": row.task,
        "active": row.active,
        "held": row.held,
        "trigger": row.trigger,
        "interval": row.interval_count,
        "unit": row.interval_type,
        "cron": row.cron,
        "time_zone": row.time_zone,
        "run_at": _moment(row.run_at),
        "queue": row.queue,
        "next_run": _moment(row.next_run_at),
        "last_run": _moment(row.last_run_at),
        "arguments": shown_arguments(row),
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _file(name: str, format: Format, rows: Iterable[Row]) -> StreamingHttpResponse:
    lines, kind, ending = (
        (_csv(rows), "text/csv; charset=utf-8", "csv")
        if format == "CSV"
        else (_json_lines(rows), "application/x-ndjson", "jsonl")
    )
    response = StreamingHttpResponse(lines, content_type=kind)
    stamp = f"{timezone.localtime():%Y-%m-%d-%H%M}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{stamp}.{ending}"'
    return response


def _json_lines(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, default=str) + "\n"


class _Line:
    """What the writer of `csv` takes for a file: it hands each line back."""

    def write(self, text: str) -> str:
        return text


def _csv(rows: Iterable[Row]) -> Iterator[str]:
    write: Callable[[list[object]], Any] = csv.writer(_Line()).writerow
    for number, row in enumerate(rows):
        if number == 0:
            yield _MARK + write(list(row))
        yield write([_field(value) for value in row.values()])


def _field(value: object) -> object:
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False, default=str)
    # Whoever opens the file did not write what is in it.
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
