"""How often each plugin was called in this process, how long it took, how it failed last."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

logger = logging.getLogger("carrot")

SLOW = 1000.0
"""From how many milliseconds on a single call is worth a word: somebody waited for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The sum of a plugin's calls; `slow` tells of the last one that took too long."""

    calls: int = 0
    failures: int = 0
    milliseconds: float = 0.0
    failure: str = ""
    slow: str = ""


_readings: dict[str, Reading] = {}
_lock = threading.Lock()


def note(plugin: str, what: str, *, milliseconds: float, failure: str = "") -> None:
    """Add one call of `what`. A later call that works does not hide an earlier failure."""
    slow = f"{what} took {milliseconds / 1000:.1f} s" if milliseconds >= SLOW else ""
    if slow:
        logger.warning("The plugin %s is slow: %s", plugin, slow)
    with _lock:
        before = _readings.get(plugin, Reading())
        _readings[plugin] = Reading(
            calls=before.calls + 1,
            failures=before.failures + bool(failure),
            milliseconds=before.milliseconds + milliseconds,
            failure=failure or before.failure,
            slow=slow or before.slow,
        )


def read(plugin: str) -> Reading:
    """The plugin's calls so far."""
    return _readings.get(plugin, Reading())


def clear() -> None:
    """Start from zero: for wiring and for tests."""
    with _lock:
        _readings.clear()


def forget(plugin: str) -> None:
    """Start one plugin from zero."""
    with _lock:
        _readings.pop(plugin, None)
