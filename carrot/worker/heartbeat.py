"""The row by which people see that this service lives, and what troubles it."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime

from django.db import Error, connections, router
from django.db.models import QuerySet
from django.utils import timezone

from carrot.models import WorkerStatus

logger = logging.getLogger("carrot")

EVERY = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What does not change while a service runs."""

    name: str
    host: str
    pid: int
    version: str
    queues: list[str]
    processes: int
    concurrency: int
    scheduler: bool
    started_at: datetime = field(default_factory=timezone.now)


class Heartbeat:
    """Written every few seconds, and at once when something changes. Does not raise."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._last: tuple[int, bool, str] | None = None
        self._trouble_since: datetime | None = None
        self._next = 0.0

    def beat(self, *, running: int, draining: bool, trouble: str) -> None:
        """Say how it stands, if it is time to."""
        now, state = time.monotonic(), (running, draining, trouble)
        changed = self._last is None or self._last[1:] != state[1:]
        if now < self._next and not changed:
            return
        self._next, self._last = now + EVERY, state
        self._trouble_since = (self._trouble_since or timezone.now()) if trouble else None
        try:
            self._write(running=running, draining=draining, trouble=trouble)
        except Error as error:
            logger.debug("The heartbeat is not written: %s", error)
            connections.close_all()

    def end(self) -> None:
        """The service stops in order: it is not missed."""
        try:
            self._rows().filter(name=self._identity.name).delete()
        except Error as error:
            logger.warning("The row of this worker stays a while: %s", error)
            connections.close_all()

    def _write(self, **state: object) -> None:
        same = self._identity
        self._rows().update_or_create(
            name=same.name,
            defaults={
                "host": same.host,
                "pid": same.pid,
                "version": same.version,
                "queues": same.queues,
                "processes": same.processes,
                "concurrency": same.concurrency,
                "scheduler": same.scheduler,
                "started_at": same.started_at,
                "heartbeat_at": timezone.now(),
                "trouble_since": self._trouble_since,
                **state,
            },
        )

    @staticmethod
    def _rows() -> QuerySet[WorkerStatus]:
        return WorkerStatus.objects.using(router.db_for_write(WorkerStatus))
