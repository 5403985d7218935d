"""How long the tasks of a queue take, and so how many are worth having at hand."""

from __future__ import annotations

AHEAD = 0.05
"""Seconds of work that may wait in the service: less than anybody notices."""
MOST = 64
WEIGHT = 0.2


class Pace:
    """A moving mean of durations. Nothing waits at hand until tasks are known to be tiny."""

    def __init__(self) -> None:
        self._mean: float | None = None

    def note(self, seconds: float) -> None:
        """One more task has taken so long."""
        mean = seconds if self._mean is None else self._mean
        # One long task is reason enough to stop hoarding; several tiny ones to begin.
        self._mean = max(seconds, 0.0) if seconds > AHEAD else mean + WEIGHT * (seconds - mean)

    def ahead(self, slots: int) -> int:
        """How many tasks may wait for a slot to be free."""
        if self._mean is None:
            return 0
        return min(MOST, int(slots * AHEAD / max(self._mean, 1e-4)))
