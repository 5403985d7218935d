"""Every so many seconds, minutes, hours or days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from carrot.exceptions import TriggerError
from carrot.triggers.base import in_utc

UNITS = ("seconds", "minutes", "hours", "days")
LONGEST = timedelta(days=36_525)
"""A hundred years: enough for anybody, and no datetime overflows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Occurs at `anchor`, and at every whole multiple of the interval after it.

    Counted from the anchor and not from the last run, so that it never drifts. A day is 24
    hours: where a fixed hour on the wall is meant, use `Cron`.
    """

    count: int
    unit: str
    anchor: datetime

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise TriggerError(
                f"{self.unit!r} is no unit of an interval; give one of {', '.join(UNITS)}"
            )
        if isinstance(self.count, bool) or not isinstance(self.count, int) or self.count < 1:
            raise TriggerError(
                f"An interval of {self.count!r} {self.unit} never passes; "
                f"give a whole number of at least 1"
            )
        if self.count > LONGEST // timedelta(**{self.unit: 1}):
            raise TriggerError(
                f"An interval of {self.count} {self.unit} is too long; give at most 100 years"
            )

    @property
    def length(self) -> timedelta:
        return timedelta(**{self.unit: self.count})

    def next_after(self, moment: datetime) -> datetime | None:
        """The first multiple later than `moment`; the anchor itself while that is to come."""
        anchor, moment = in_utc(self.anchor), in_utc(moment)
        if moment < anchor:
            return anchor
        try:
            return anchor + ((moment - anchor) // self.length + 1) * self.length
        except OverflowError:  # past the year 9999
            return None

    def describe(self) -> str:
        """For example `every minute`, `every 5 minutes`."""
        unit = self.unit.removesuffix("s")
        return f"every {unit}" if self.count == 1 else f"every {self.count} {self.unit}"
