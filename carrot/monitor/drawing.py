"""How times, states and names look: small pieces of HTML, everything in them escaped."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from carrot.brokers import connections
from carrot.models import MessageLog, Status
from carrot.monitor import text
from carrot.tasks import registry


def ago(moment: datetime | None, empty: str = "") -> SafeString:
    """A moment relative to now, the exact one on hover; carrot.js keeps it up to date."""
    if moment is None:
        return format_html("{}", empty)
    return format_html(
        '<time datetime="{}" title="{}" data-relative>{}</time>',
        moment.isoformat(),
        text.exact(moment),
        text.relative(moment, timezone.now()),
    )


def moment(value: datetime | None, empty: str = "") -> SafeString:
    """A moment exactly, its distance from now on hover."""
    if value is None:
        return format_html("{}", empty)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        text.relative(value, timezone.now()),
        text.exact(value),
    )


def status(row: MessageLog) -> SafeString:
    """Dot and word for how a message stands, and why it waits if it does."""
    return format_html(
        '<span class="status status-{}"><span class="dot" aria-hidden="true"></span>{}</span>{}',
        row.status.lower().replace("_", "-"),
        Status(row.status).label if row.status in Status.values else row.status,
        _reason(row),
    )


def _reason(row: MessageLog) -> SafeString | str:
    reason = waits_for(row, timezone.now())
    return format_html(' <span class="status-note">{}</span>', reason) if reason else ""


def waits_for(row: MessageLog, now: datetime) -> str:
    """Why a waiting message is not with its broker, or nothing."""
    if row.status != Status.PUBLISHED:
        return ""
    if row.not_before and row.not_before > now:
        word = "retrying" if row.attempt else "due"
        return f"{word} {text.relative(row.not_before, now)}"
    if row.sent_at or connections.for_queue(row.queue).is_ledger:
        return ""
    return "waiting for the broker"


def task_name(name: str) -> SafeString:
    """A task's name, of today, that breaks at its dots, its last part set apart."""
    task = registry.find(name)
    module, dot, label = text.plain(task.name if task else name).rpartition(".")
    steps = format_html_join("", "{}.<wbr>", ((step,) for step in module.split("."))) if dot else ""
    return format_html('<span class="module">{}</span><span class="label">{}</span>', steps, label)


def dot(kind: str, word: str) -> SafeString:
    """A coloured dot with its word: `{% dot "good" "active" %}`; never the colour alone."""
    return format_html(
        '<span class="status status-{}"><span class="dot" aria-hidden="true"></span>{}</span>',
        kind,
        word,
    )


def running_for(row: MessageLog) -> str:
    """How long a running message has been running."""
    return text.duration(timezone.now() - row.start_time) if row.start_time else ""
