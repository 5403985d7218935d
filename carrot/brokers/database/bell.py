"""Tells the consumers of this process at once that something was published in it."""

from __future__ import annotations

import threading


class Bell:
    """Rung by publishers, waited for by consumers; a ring between two waits is not missed."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0

    @property
    def rings(self) -> int:
        """How often it was rung; read before looking, given to `wait` after."""
        return self._rings

    def ring(self) -> None:
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    def wait(self, heard: int, timeout: float) -> bool:
        """Wait until it has rung more than `heard` times; False when it did not in time."""
        with self._condition:
            return self._condition.wait_for(lambda: self._rings > heard, timeout)
