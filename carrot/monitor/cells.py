"""A value that a plugin gave, as a list or a table shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from carrot.monitor.drawing import ago
from carrot.monitor.text import duration, plain

_SHORT = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value as text; a `moment` is to be drawn relative to now, `url` to be a link.

    `html` is drawn by the core itself, `look` are the classes of the core's cells.
    """

    label: str
    text: str = ""
    is_number: bool = False
    moment: datetime | None = None
    url: str = ""
    html: SafeString | None = None
    look: str = ""

    @property
    def is_short(self) -> bool:
        """Whether it is to stay on one line, such as a sparkline."""
        return len(self.text) <= _SHORT


def cell(label: str, value: object) -> Cell:
    """The cell of a value: numbers, moments and durations are formatted, all else is text."""
    moment = value if isinstance(value, datetime) else None
    return Cell(label=label, text=_text(value), moment=moment, is_number=is_number(value))


def drawn(cells: Iterable[Cell]) -> SafeString:
    """The cells as the `td`s of one row. A page has thousands: a template would take long."""
    return mark_safe("".join(map(_td, cells)))  # noqa: S308 - each is escaped below


def _td(one: Cell) -> str:
    look = one.look or ("num" if one.is_number else "when" if one.moment else "")
    inside = one.html if one.html is not None else ago(one.moment) if one.moment else one.text
    start = f'<td class="{look}"' if look else "<td"
    label = f' data-label="{escape(one.label)}"' if one.label else ""
    return f"{start}{label}>{conditional_escape(inside)}</td>"


def is_number(value: object) -> bool:
    """Whether a value stands at the right, with others of its kind."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1 else f"{value:,.2f}"
    if isinstance(value, timedelta):
        return duration(value)
    if isinstance(value, date):
        return value.isoformat()
    return plain(value)
