"""Pages of a list by the place of their first row: no OFFSET, no COUNT, the same cost at any depth.

A list is one or more segments, read one after the other; each segment is rows of one status,
which an index holds in the order of the list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from carrot.models import MessageLog
from carrot.models.ledger import MessageLogQuerySet

PAGE = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(\d)\.(\d{1,17})\.(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of a row: its segment, its time and its id."""

    segment: int
    time: datetime
    pk: int

    def __str__(self) -> str:
        microseconds = (self.time - _EPOCH) // timedelta(microseconds=1)
        return f"{self.segment}.{microseconds}.{self.pk}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The cursor that `str` made, None for anything else."""
        match = _CURSOR.fullmatch(text)
        if not match:
            return None
        segment, microseconds, pk = (int(part) for part in match.groups())
        try:
            return cls(segment, _EPOCH + timedelta(microseconds=microseconds), pk)
        except OverflowError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows of a list, newest first, and the cursors of its neighbours ("" for none)."""

    rows: list[MessageLog]
    newer: str = ""
    older: str = ""


def page(
    segments: Sequence[MessageLogQuerySet],
    time: str,
    *,
    before: Cursor | None = None,
    after: Cursor | None = None,
    size: int = PAGE,
) -> Page:
    """The rows older than `before`, or newer than `after`, or the newest; ordered by `time`."""
    start = after or before
    if start and start.segment >= len(segments):
        start = after = before = None
    found: list[tuple[int, MessageLog]] = []
    order = range(len(segments)) if not after else reversed(range(len(segments)))
    for number in order:
        if start and (number < start.segment if not after else number > start.segment):
            continue
        place = start if start and number == start.segment else None
        rows = _segment(segments[number], time, place, newer=bool(after))
        found += [(number, row) for row in rows[: size + 1 - len(found)]]
        if len(found) > size:
            break
    more, found = len(found) > size, found[:size]
    if after:
        found.reverse()
    if not found:
        return Page(rows=[])
    return Page(
        rows=[row for _, row in found],
        newer=_cursor(found[0], time) if (more if after else bool(before)) else "",
        older=_cursor(found[-1], time) if (more if not after else True) else "",
    )


def _segment(
    rows: MessageLogQuerySet, time: str, place: Cursor | None, *, newer: bool
) -> MessageLogQuerySet:
    if place:
        side = "gt" if newer else "lt"
        rows = rows.filter(
            # The first half lets the index find the place; alone it is not exact enough.
            Q(**{f"{time}__{side}e": place.time}),
            Q(**{f"{time}__{side}": place.time}) | Q(**{f"pk__{side}": place.pk}),
        )
    sign = "" if newer else "-"
    return rows.order_by(f"{sign}{time}", f"{sign}id")


def _cursor(entry: tuple[int, MessageLog], time: str) -> str:
    number, row = entry
    return str(Cursor(number, getattr(row, time), row.pk))
