"""What every time rule can do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Trigger(Protocol):
    """A time rule. Building one raises `TriggerError` when the rule cannot be followed."""

    def next_after(self, moment: datetime) -> datetime | None:
        """The first occurrence later than `moment`, in UTC; None when there is none.

        `moment` is aware. The answer depends on nothing else, so the scheduler and a preview
        cannot disagree.
        """
        ...

    def describe(self) -> str:
        """The rule in words for people, such as `every 5 minutes`."""
        ...


def occurrences(trigger: Trigger, start: datetime, n: int) -> list[datetime]:
    """The first `n` occurrences after `start`, fewer if the rule ends before."""
    found: list[datetime] = []
    upcoming = trigger.next_after(start)
    while upcoming is not None and len(found) < n:
        found.append(upcoming)
        upcoming = trigger.next_after(upcoming)
    return found


def in_utc(moment: datetime) -> datetime:
    """The same instant in UTC, where adding hours means hours, whatever clocks on walls do."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone; pass an aware datetime")
    return moment.astimezone(UTC)
