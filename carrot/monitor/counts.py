"""Counting that costs the same however long the log is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model, QuerySet

CAP = 10_000
BADGE_CAP = 99


@dataclass(frozen=True, slots=True)
class Count:
    """A number of rows, or "more than the cap"."""

    number: int
    capped: bool = False

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.capped else ''}"

    def __bool__(self) -> bool:
        return bool(self.number)


def capped(rows: QuerySet[Model], cap: int = CAP) -> Count:
    """How many rows there are, looking at no more than `cap` of them."""
    found = rows.order_by().values("pk")[: cap + 1].count()
    return Count(min(found, cap), found > cap)


def badge(rows: QuerySet[Model]) -> str:
    """The count for a tab: nothing for none, "99+" for many."""
    count = capped(rows, BADGE_CAP)
    return str(count) if count else ""
