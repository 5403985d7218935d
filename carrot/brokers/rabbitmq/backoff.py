"""How long to wait before connecting again, and how often to say so."""

from __future__ import annotations

FIRST, LONGEST = 0.1, 8.0
STEADY = 5.0
"""A connection that lived this long ends the count of failures."""
SILENCE = 5.0


def delay(failures: int, *, jitter: float) -> float:
    """Seconds before the next attempt after so many failures; `jitter` is from [0, 1).

    Anything up to the doubling limit: workers that lost their broker together do not come
    back together.
    """
    limit: float = min(LONGEST, FIRST * 2 ** min(failures, 12))
    return FIRST + jitter * (limit - FIRST)


class Murmur:
    """Lets one line through in `SILENCE` seconds."""

    def __init__(self) -> None:
        self._quiet_until = 0.0

    def may_speak(self, now: float) -> bool:
        if now < self._quiet_until:
            return False
        self._quiet_until = now + SILENCE
        return True
