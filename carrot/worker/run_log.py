"""What one run has logged and not yet sent, within its limits."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from carrot import conf
from carrot.models.text import storable
from carrot.worker.protocol import Job, Line, Logged

BATCH = 200


class RunLog:
    """Collects lines from any thread of a run and sends them in batches.

    Beyond the limits lines are counted, not kept; the last line then says how many.
    """

    def __init__(self, job: Job, send: Callable[[Logged], None]) -> None:
        self.job = job
        self._send = send
        self._settings = conf.get()
        self._lock = threading.Lock()
        self._lines: list[Line] = []
        self._taken = 0
        self._bytes = 0
        self._cut = 0
        self._ended = False

    @property
    def alive(self) -> bool:
        return not self._ended

    def take(self, level: int, logger: str, text: str, created: float) -> None:
        """Keep a line, if the run goes on and has room for it."""
        settings = self._settings
        with self._lock:
            if self._ended:
                return
            full = self._taken >= settings.max_log_lines or self._bytes >= settings.max_log
            if full:
                self._cut += 1
                return
            self._taken += 1
            text = storable(text, settings.max_log_line)
            self._bytes += len(text.encode())
            self._lines.append(_line(level, logger, text, datetime.fromtimestamp(created, UTC)))
            if len(self._lines) >= BATCH:
                self._flush()

    def flush(self) -> None:
        """Send what there is."""
        with self._lock:
            self._flush()

    def end(self) -> None:
        """Send the rest. What comes later is not this run's any more."""
        with self._lock:
            self._ended = True
            if self._cut:
                text = f"{self._cut:,} lines cut: the log of a run is limited"
                now = datetime.now(UTC)
                self._lines.append(_line(logging.WARNING, "carrot", text, now))
            self._flush()

    def _flush(self) -> None:
        # Sent under the lock: batches must not overtake each other.
        lines, self._lines = self._lines, []
        if lines:
            self._send(Logged(row=self.job.row, attempt=self.job.attempt, lines=lines))


def _line(level: int, logger: str, text: str, time: datetime) -> Line:
    name = storable(logger, 250)
    return Line(time=time, level=max(0, min(level, 32767)), logger=name, text=text)
