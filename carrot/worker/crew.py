"""The runners of a service: which has room, what each runs, and what to do when one dies."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from carrot.worker.child import Child, describe
from carrot.worker.pace import Pace
from carrot.worker.protocol import Ended, Job, Key, Logged
from carrot.worker.service_log import LogOptions

logger = logging.getLogger("carrot")

STALE = 1.0
"""Seconds after which a job that waits for room is better left to other services."""
LONGEST_PAUSE = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """What the crew tells, from any thread."""

    logged: Callable[[Logged], None]
    ended: Callable[[Job, Ended], None]
    crashed: Callable[[Job, str], None]


class Crew:
    """Keeps `processes` runners alive. `attend` must be called by the thread that made it."""

    def __init__(
        self,
        concurrency: Mapping[str, int],
        *,
        processes: int,
        options: LogOptions,
        events: Events,
    ) -> None:
        self.trouble = ""
        self._concurrency = concurrency
        self._processes = processes
        self._options = options
        self._events = events
        self._changed = threading.Condition()
        self._children: list[Child] = []
        self._backlog: dict[str, deque[tuple[float, Job]]] = {q: deque() for q in concurrency}
        self._began: dict[Key, float] = {}
        self._paces = {name: Pace() for name in concurrency}
        self._next_birth = 0.0
        self._failures = 0

    # -- from any thread ------------------------------------------------------------------

    def wait_for_room(self, queue: str, timeout: float) -> int:
        """How many jobs of the queue can be taken; waits until there is one, or the time is up."""
        with self._changed:
            self._changed.wait_for(lambda: self._room(queue) > 0, timeout)
            return max(0, self._room(queue))

    def submit(self, job: Job) -> None:
        """Have it run as soon as there is room."""
        with self._changed:
            if not self._place(job):
                self._backlog[job.queue].append((time.monotonic(), job))

    def pace(self, queue: str) -> Pace:
        """How the tasks of the queue go."""
        return self._paces[queue]

    @property
    def running(self) -> int:
        """How many jobs are in the runners."""
        return sum(len(child.jobs) for child in list(self._children))

    def take_back(self, *, all_of_them: bool = False) -> list[Job]:
        """Jobs that wait for room, too long or all of them; they are not the crew's any more."""
        limit = time.monotonic() - (0.0 if all_of_them else STALE)
        taken: list[Job] = []
        with self._changed:
            for waiting in self._backlog.values():
                while waiting and waiting[0][0] <= limit:
                    taken.append(waiting.popleft()[1])
        return taken

    # -- from the supervisor's thread -----------------------------------------------------

    def attend(self, timeout: float, *, hire: bool = True) -> None:
        """Replace who has died; wait up to the timeout for something to happen."""
        self._bury()
        self._note_long_runs()
        while hire and len(self._children) < self._processes and self._due():
            self._hire()
        with self._changed:
            self._changed.wait(timeout)

    def dismiss(self, timeout: float) -> None:
        """End the idle runners."""
        for child in self._children:
            child.dismiss()
        for child in self._children:
            child.bury(timeout)

    def kill(self) -> list[Job]:
        """End the runners now; return what they were running."""
        cut: list[Job] = []
        for child in self._children:
            child.kill()
        for child in self._children:
            child.bury(1.0)
            child.poll()
            cut.extend(child.jobs.values())
            child.jobs.clear()
        self._children.clear()
        return cut

    def _due(self) -> bool:
        return time.monotonic() >= self._next_birth

    def _hire(self) -> None:
        self._children.append(
            Child(
                threads=sum(self._concurrency.values()),
                options=self._options,
                on_report=self._hear,
                on_change=self._wake,
            )
        )

    def _bury(self) -> None:
        for child in list(self._children):
            status = child.poll()
            if status is None:
                continue
            with self._changed:
                self._children.remove(child)
                lost = list(child.jobs.values())
                child.jobs.clear()
                for job in lost:
                    self._began.pop(job.key, None)
            child.bury(0.0)
            reason = describe(status)
            logger.warning(
                "The runner %d is gone, %d tasks with it: %s", child.pid, len(lost), reason
            )
            for job in lost:
                self._events.crashed(job, reason)
            self._plan_birth(child, reason)

    def _plan_birth(self, child: Child, reason: str) -> None:
        """A successor at once, unless runners cannot even start."""
        if child.ready:
            self._failures, self._next_birth, self.trouble = 0, 0.0, ""
            return
        self.trouble = f"Runners cannot start: {reason.replace('that ran it ', '')}"
        self._next_birth = time.monotonic() + min(0.5 * 2**self._failures, LONGEST_PAUSE)
        self._failures += 1

    def _note_long_runs(self) -> None:
        now = time.monotonic()
        with self._changed:
            for child in self._children:
                for job in child.jobs.values():
                    age = now - self._began[job.key]
                    if age > STALE:
                        self._paces[job.queue].note(age)

    # -- within ---------------------------------------------------------------------------

    def _hear(self, child: Child, report: Logged | Ended) -> None:
        if isinstance(report, Logged):
            self._events.logged(report)
            return
        with self._changed:
            job = child.jobs.pop(report.key, None)
            if job is None:
                return
            self._paces[job.queue].note(time.monotonic() - self._began.pop(job.key, 0.0))
            waiting = self._backlog[job.queue]
            if waiting and self._place(waiting[0][1]):
                waiting.popleft()
            self._changed.notify_all()
        self._events.ended(job, report)

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _room(self, queue: str) -> int:
        ready = sum(child.ready for child in self._children)
        slots = ready * self._concurrency[queue]
        running = sum(child.running(queue) for child in self._children)
        ahead = self._paces[queue].ahead(slots) if ready else 0
        return slots - running - len(self._backlog[queue]) + ahead

    def _place(self, job: Job) -> bool:
        limit = self._concurrency[job.queue]
        free = [
            child for child in self._children if child.ready and child.running(job.queue) < limit
        ]
        if not free:
            return False
        child = min(free, key=lambda each: len(each.jobs))
        child.jobs[job.key] = job
        self._began[job.key] = time.monotonic()
        child.order(job)
        return True
