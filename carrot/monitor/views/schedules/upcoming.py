"""The next runs as people read them: weekday, wall clock, and when the clocks change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from carrot.monitor import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run to come. `mark` says what the clocks do just before it, mostly nothing."""

    at: datetime
    clock: str
    relative: str
    mark: str = ""

    @property
    def zone(self) -> str:
        """The abbreviation that holds then, and the offset: `CET +01:00`."""
        offset = f"{self.at:%z}"
        shown = f"{offset[:3]}:{offset[3:5]}"
        name = self.at.tzname() or ""
        return shown if name[:1] in "+-" else f"{name} {shown}".strip()


def upcoming(moments: Iterable[datetime], place: tzinfo, now: datetime) -> list[Run]:
    """The moments on the wall clock of `place`."""
    runs = []
    before = now.astimezone(place)
    for moment in moments:
        at = moment.astimezone(place)
        runs.append(
            Run(
                at=at,
                clock=_clock(at, before),
                relative=text.relative(at, now),
                mark=_mark(before, at),
            )
        )
        before = at
    return runs


def _clock(at: datetime, before: datetime) -> str:
    year = "" if at.year == before.year else f" {at.year}"
    return f"{at:%a %d %b}{year}, {at:%H:%M:%S}".removesuffix(":00")


def _mark(before: datetime, at: datetime) -> str:
    # Never inside a gap, since it came from an instant: different offsets mean twice.
    if at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset():
        return f"this hour comes twice; the {'second' if at.fold else 'first'} one is meant"
    old, new = before.utcoffset(), at.utcoffset()
    if old is None or new is None or old == new:
        return ""
    return f"clocks have gone {'forward' if new > old else 'back'}"
