"""A value that a plugin gave, as a list or a table shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.safestring import SafeString

from carrot.monitor.text import duration, plain


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


def cell(label: str, value: object) -> Cell:
    """The cell of a value: numbers, moments and durations are formatted, all else is text."""
    moment = value if isinstance(value, datetime) else None
    return Cell(label=label, text=_text(value), moment=moment, is_number=is_number(value))


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
