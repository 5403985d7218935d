"""Which queues are paused: read again and again, since a person may change it at any time."""

from __future__ import annotations

import logging
import time

from django.db import Error, connections, router

from carrot.models import QueuePause

logger = logging.getLogger("carrot")

EVERY = 1.0


class Pauses:
    """What the database said last. Until it has said something, every queue is held to be paused:
    nothing may be taken from a queue that was paused before this service began.
    """

    def __init__(self) -> None:
        self.trouble = ""
        self._paused: frozenset[str] | None = None
        self._next = 0.0

    def holds(self, queue: str) -> bool:
        """Whether nothing may be taken from the queue. From any thread."""
        paused = self._paused
        return paused is None or queue in paused

    def look(self) -> None:
        """Ask the database, if it is time to. Does not raise; called by one thread."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + EVERY
        rows = QueuePause.objects.using(router.db_for_write(QueuePause))
        try:
            found = frozenset(rows.values_list("queue", flat=True))
        except Error as error:
            self.trouble = f"Which queues are paused cannot be read: {error}"
            connections.close_all()
            return
        self.trouble = ""
        self._tell(found)
        self._paused = found

    def _tell(self, found: frozenset[str]) -> None:
        before = self._paused or frozenset()
        for queue in sorted(found - before):
            logger.info("The queue %s is paused", queue)
        for queue in sorted(before - found):
            logger.info("The queue %s goes on", queue)
