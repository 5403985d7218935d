"""The runners of a service: hired, heard, and replaced when they die."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from carrot.worker.child import Child, describe
from carrot.worker.protocol import Ended, Job, Logged
from carrot.worker.roster import Roster
from carrot.worker.service_log import LogOptions

logger = logging.getLogger("carrot")

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """What the crew tells, from any thread."""

    logged: Callable[[Logged], None]
    ended: Callable[[Job, Ended], None]
    crashed: Callable[[Job, str], None]


class Crew:
    """Keeps `processes` runners alive. All its methods are for the thread that made it."""

    def __init__(
        self,
        concurrency: Mapping[str, int],
        *,
        processes: int,
        options: LogOptions,
        events: Events,
    ) -> None:
        self.trouble = ""
        self.roster = Roster(concurrency)
        self._threads = sum(concurrency.values())
        self._processes = processes
        self._options = options
        self._events = events
        self._attention = threading.Event()
        self._children: list[Child] = []
        self._ward: Child | None = None
        self._next_birth = 0.0
        self._failures = 0

    def attend(self, timeout: float, *, hire: bool = True) -> None:
        """Replace who has died; wait up to the timeout for something to happen to a runner."""
        self._bury()
        self.roster.note_long_runs()
        if hire:
            self._hire_missing()
        self._attention.wait(timeout)
        self._attention.clear()

    def dismiss(self, timeout: float) -> None:
        """End the idle runners."""
        for child in self._all():
            child.dismiss()
        for child in self._all():
            child.bury(timeout)

    def kill(self) -> list[Job]:
        """End the runners now; return what they were running."""
        for child in self._all():
            child.kill()
        cut: list[Job] = []
        for child in self._all():
            child.bury(1.0)
            child.poll()
            cut.extend(self.roster.leave(child))
        return cut

    def _all(self) -> list[Child]:
        return [*self._children, *([self._ward] if self._ward else [])]

    def _hire_missing(self) -> None:
        missing = self._processes - len(self._children)
        if time.monotonic() < self._next_birth:
            return
        try:
            for _ in range(missing):
                self._children.append(self._hire())
                self.roster.join(self._children[-1])
            if self.roster.needs_ward:
                self._ward = self._hire()
                self.roster.join(self._ward, ward=True)
        except OSError as error:  # no memory, or too many processes
            self._fail(f"Runners cannot be started: {error}")

    def _hire(self) -> Child:
        return Child(
            threads=self._threads,
            options=self._options,
            on_report=self._hear,
            on_change=self._look,
        )

    def _bury(self) -> None:
        for child in self._all():
            status = child.poll()
            if status is None:
                continue
            if child is self._ward:
                self._ward = None
            else:
                self._children.remove(child)
            lost = self.roster.leave(child)
            child.bury(0.0)
            reason = describe(status)
            logger.warning("Runner %d is gone, %d tasks with it: %s", child.pid, len(lost), reason)
            for job in lost:
                self._events.crashed(job, reason)
            if child.started:
                self._failures, self._next_birth, self.trouble = 0, 0.0, ""
            else:
                self._fail(f"Runners cannot start: {reason.replace('that ran it ', '')}")

    def _fail(self, trouble: str) -> None:
        """Successors come at once, unless runners cannot even start."""
        self.trouble = trouble
        self._next_birth = time.monotonic() + min(FIRST_PAUSE * 2**self._failures, LONGEST_PAUSE)
        self._failures = min(self._failures + 1, 10)

    # -- from the threads that listen to the runners --------------------------------------

    def _hear(self, child: Child, report: Logged | Ended) -> None:
        if isinstance(report, Logged):
            self._events.logged(report)
            return
        job = self.roster.ended(child, report.key)
        if job is not None:
            self._events.ended(job, report)

    def _look(self) -> None:
        self.roster.look_again()
        self._attention.set()
