"""One single time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from carrot.triggers.base import in_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """Occurs at `at`, and never again."""

    at: datetime

    def next_after(self, moment: datetime) -> datetime | None:
        """`at` while it is to come, None from then on."""
        at = in_utc(self.at)
        return at if at > in_utc(moment) else None

    def describe(self) -> str:
        """For example `once, on 2026-03-29 at 02:30 UTC`."""
        return f"once, on {self.at:%Y-%m-%d} at {self.at:%H:%M} {self.at:%Z}"
