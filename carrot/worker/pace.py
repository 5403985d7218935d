"""How long the tasks of a queue take, and so how many are worth having at hand."""

from __future__ import annotations

AHEAD = 0.05
"""Seconds of work that may wait in the service: less than anybody notices."""
TINY = 0.02
MOST = 64
WEIGHT = 0.2


class Pace:
    """A moving mean of durations. Nothing waits at hand until tasks are known to be tiny."""

    def __init__(self) -> None:
        self._mean: float | None = None

    def note(self, seconds: float) -> None:
        """A task has taken so long, or takes so long already."""
        # One long task is reason enough to hold nothing; several tiny ones, to begin with it.
        if seconds > AHEAD or self._mean is None:
            self._mean = max(seconds, self._mean or 0.0)
        else:
            self._mean += WEIGHT * (seconds - self._mean)

    @property
    def tiny(self) -> bool:
        return self._mean is not None and self._mean < TINY

    @property
    def slow(self) -> bool:
        return self._mean is not None and self._mean > AHEAD

    def ahead(self, slots: int) -> int:
        """How many tasks may wait for a slot to be free."""
        if self._mean is None or self.slow:
            return 0
        return min(MOST, int(slots * AHEAD / max(self._mean, 1e-4)))
