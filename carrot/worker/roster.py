"""Which runner has which jobs, which jobs wait, and how many more can be taken."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping

from carrot.worker.child import Child
from carrot.worker.pace import Pace
from carrot.worker.protocol import Job, Key

STALE = 1.0
"""Seconds after which a job that waits for room is better left to other services."""


class Roster:
    """Thread-safe. Gives each job to the runner with the most room, or lets it wait.

    A job whose process has died before is a suspect: it runs alone, in a runner of its own, so
    that it cannot take others down with it. It still takes one of the slots of its queue.
    """

    def __init__(self, concurrency: Mapping[str, int]) -> None:
        self._concurrency = concurrency
        self._isolates = sum(concurrency.values()) > 1
        self._changed = threading.Condition()
        self._children: list[Child] = []
        self._ward: Child | None = None
        self._suspects: deque[Job] = deque()
        self._waiting: dict[str, deque[tuple[float, Job]]] = {q: deque() for q in concurrency}
        self._began: dict[Key, float] = {}
        self._paces = {name: Pace() for name in concurrency}

    # -- jobs -----------------------------------------------------------------------------

    def wait_for_room(self, queue: str, timeout: float) -> int:
        """How many jobs of the queue can be taken; waits until there is one, or the time is up."""
        with self._changed:
            self._changed.wait_for(lambda: self._room(queue) > 0, timeout)
            return max(0, self._room(queue))

    def submit(self, job: Job) -> None:
        """Have it run as soon as there is room."""
        with self._changed:
            if job.crashes and self._isolates:
                self._suspects.append(job)
                self._tend()
            elif not self._place(job):
                self._waiting[job.queue].append((time.monotonic(), job))

    def ended(self, child: Child, key: Key) -> Job | None:
        """The job that is over, None if it is not known (any more); others get its room."""
        with self._changed:
            job = child.jobs.pop(key, None)
            if job is None:
                return None
            self._paces[job.queue].note(time.monotonic() - self._began.pop(key))
            self._tend()
            waiting = self._waiting[job.queue]
            # One that has waited too long may be another service's by now, if this one was
            # frozen: `take_back` gives it up.
            fresh = bool(waiting) and waiting[0][0] > time.monotonic() - STALE
            if fresh and self._place(waiting[0][1]):
                waiting.popleft()
            self._changed.notify_all()
            return job

    def take_back(self, *, all_of_them: bool = False) -> list[Job]:
        """Jobs that wait too long for room, or all that wait; they are not ours any more."""
        limit = time.monotonic() - (0.0 if all_of_them else STALE)
        taken: list[Job] = []
        with self._changed:
            for waiting in self._waiting.values():
                while waiting and waiting[0][0] <= limit:
                    taken.append(waiting.popleft()[1])
            if all_of_them:
                taken.extend(self._suspects)
                self._suspects.clear()
        return taken

    @property
    def running(self) -> int:
        """How many jobs are in the runners."""
        with self._changed:
            return sum(len(child.jobs) for child in self._all())

    def pace(self, queue: str) -> Pace:
        return self._paces[queue]

    def note_long_runs(self) -> None:
        """A task need not end to be known as long."""
        now = time.monotonic()
        with self._changed:
            for child in self._all():
                for job in child.jobs.values():
                    age = now - self._began[job.key]
                    if age > STALE:
                        self._paces[job.queue].note(age)

    # -- runners --------------------------------------------------------------------------

    @property
    def needs_ward(self) -> bool:
        """Whether a suspect waits for a runner of its own that is not there."""
        with self._changed:
            return bool(self._suspects) and self._ward is None

    def join(self, child: Child, *, ward: bool = False) -> None:
        """A new runner; it gets jobs once it is ready."""
        with self._changed:
            if ward:
                self._ward = child
            else:
                self._children.append(child)

    def leave(self, child: Child) -> list[Job]:
        """A runner that is gone; returns what it was running."""
        with self._changed:
            if child is self._ward:
                self._ward = None
            else:
                self._children.remove(child)
            lost = list(child.jobs.values())
            child.jobs.clear()
            for job in lost:
                self._began.pop(job.key, None)
            self._changed.notify_all()
            return lost

    def look_again(self) -> None:
        """Something is different about a runner."""
        with self._changed:
            self._tend()
            self._changed.notify_all()

    # -- with the lock --------------------------------------------------------------------

    def _all(self) -> list[Child]:
        return [*self._children, *([self._ward] if self._ward else [])]

    def _free_slots(self, queue: str) -> int:
        slots = sum(child.ready for child in self._children) * self._concurrency[queue]
        suspects = sum(job.queue == queue for job in self._suspects)
        return slots - suspects - sum(child.running(queue) for child in self._all())

    def _room(self, queue: str) -> int:
        ready = sum(child.ready for child in self._children)
        ahead = self._paces[queue].ahead(ready * self._concurrency[queue])
        return self._free_slots(queue) - len(self._waiting[queue]) + ahead

    def _place(self, job: Job) -> bool:
        limit = self._concurrency[job.queue]
        free = [each for each in self._children if each.ready and each.running(job.queue) < limit]
        if not free or self._free_slots(job.queue) <= 0:
            return False
        self._give(min(free, key=lambda each: len(each.jobs)), job)
        return True

    def _tend(self) -> None:
        ward = self._ward
        if ward and ward.ready and not ward.jobs and self._suspects:
            self._give(ward, self._suspects.popleft())

    def _give(self, child: Child, job: Job) -> None:
        child.jobs[job.key] = job
        self._began[job.key] = time.monotonic()
        child.order(job)
