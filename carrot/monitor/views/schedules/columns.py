"""The columns of the list of schedules that are there without any plugin."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from carrot.monitor import columns
from carrot.monitor.columns import CoreColumn
from carrot.monitor.drawing import ago, dot
from carrot.monitor.text import plain
from carrot.monitor.views.schedules.rows import Row
from carrot.plugins import declarations
from carrot.plugins.columns import Column

_NONE = "—"


def _name(row: Row) -> SafeString:
    address = reverse("carrot:schedule", args=[row.schedule.pk])
    return format_html('<a href="{}">{}</a>', address, plain(row.schedule.task_name))


def _what(row: Row) -> SafeString:
    reason = row.state.reason
    return format_html(
        '<div><code class="quiet">{}</code>{}{}</div>',
        plain(row.task),
        format_html('<div class="mono">{}</div>', row.arguments) if row.arguments else "",
        format_html('<div class="small text-warning-emphasis text-wrap">{}</div>', plain(reason))
        if reason
        else "",
    )


def _when(row: Row) -> SafeString:
    return format_html("{}", plain(row.when))


def _next_run(row: Row) -> SafeString:
    due = format_html('<span class="text-warning-emphasis">{}</span> ', "due")
    return format_html("{}{}", due if row.overdue else "", ago(row.schedule.next_run_at, _NONE))


def _last_run(row: Row) -> SafeString:
    last = row.schedule.last_run_at
    if last is None:
        return format_html("{}", _NONE)
    address = f"{reverse('carrot:messages', args=['all'])}?schedule={row.schedule.pk}"
    return format_html('<a class="over" href="{}">{}</a>', address, ago(last))


def _state(row: Row) -> SafeString:
    return format_html("<div>{}</div>", dot(row.state.kind, row.state.word))


declarations.core(
    Column,
    CoreColumn(
        name="name",
        label="Name",
        target="schedule",
        draw=_name,
        look="main",
        short="",
        order=100,
    ),
    CoreColumn(name="what", label="What", target="schedule", draw=_what, look="wide", order=110),
    CoreColumn(name="when", label="When", target="schedule", draw=_when, look="rule", order=120),
    CoreColumn(
        name="next-run", label="Next run", target="schedule", draw=_next_run, look="when", order=130
    ),
    CoreColumn(
        name="last-run", label="Last run", target="schedule", draw=_last_run, look="when", order=140
    ),
    CoreColumn(name="state", label="State", target="schedule", draw=_state, order=150),
)


def of_list() -> list[tuple[str, Column]]:
    """Owner and column of all that the list has, in order."""
    return columns.of_list("schedule")
