"""Takes waiting rows of the ledger, already claimed for the worker."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import Error, connections, router
from django.utils import timezone

from carrot.brokers.base import Delivery
from carrot.brokers.database.bell import Bell
from carrot.models import MessageLog
from carrot.models.ledger import MessageLogQuerySet

logger = logging.getLogger("carrot")

FIRST_PAUSE, LONGEST_PAUSE = 0.01, 0.15
"""Seconds between two looks: short while there is work, long enough when there is none."""
LONGEST_BACKOFF = 5.0


class DatabaseConsumer:
    """Claims rows at the door, so that each goes to one consumer only.

    It polls, and is woken by what this process publishes. A claim that is neither finished nor
    given back runs out with its lease.
    """

    def __init__(
        self, queues: Sequence[str], *, worker: str, prefetch: int, lease: timedelta, bell: Bell
    ) -> None:
        self.trouble = ""
        self._queues = list(queues)
        self._worker = worker
        self._prefetch = prefetch
        self._lease = lease
        self._bell = bell
        self._pause = FIRST_PAUSE
        self._out: dict[object, Delivery] = {}
        self._lock = threading.Lock()
        self._stopped = False

    def receive(self, limit: int, timeout: float) -> list[Delivery]:
        deadline = time.monotonic() + timeout
        while not self._stopped:
            heard = self._bell.rings
            deliveries = self._look(limit)
            if deliveries:
                self._pause = FIRST_PAUSE
                return deliveries
            left = deadline - time.monotonic()
            if left <= 0:
                break
            self._bell.wait(heard, min(self._pause, left))
            longest = LONGEST_BACKOFF if self.trouble else LONGEST_PAUSE
            self._pause = min(self._pause * 2, longest)
        return []

    def _look(self, limit: int) -> list[Delivery]:
        room = min(limit, self._prefetch - len(self._out))
        if room <= 0:
            return []
        try:
            rows = self._claim(room)
        except Error as error:
            self._note(error)
            return []
        self._note(None)
        deliveries = [_delivery(row) for row in rows]
        with self._lock:
            self._out.update({delivery.tag: delivery for delivery in deliveries})
        return deliveries

    def _claim(self, room: int) -> list[MessageLog]:
        now = timezone.now()
        # A claim takes SQLite's only write lock: look without one first.
        if not _ledger().due(now).filter(queue__in=self._queues).exists():
            return []
        return _ledger().claim_next(
            self._queues, room, worker=self._worker, now=now, lease_until=now + self._lease
        )

    def _note(self, error: Error | None) -> None:
        if error is None:
            if self.trouble:
                logger.info("The database gives messages again")
            self.trouble = ""
            return
        if not self.trouble:
            self._pause = FIRST_PAUSE
            logger.warning("The database gives no messages: %s; trying again", error)
        self.trouble = f"The database gives no messages: {error}"
        _mend_connection()

    def ack(self, delivery: Delivery) -> None:
        """Nothing to tell the database: the outcome in the row is the acknowledgement."""
        with self._lock:
            self._out.pop(delivery.tag, None)
        self._bell.ring()

    def give_back(self, delivery: Delivery) -> None:
        with self._lock:
            known = self._out.pop(delivery.tag, None)
        if known is None or known.claim is None:
            return
        try:
            _ledger().release(known.claim.uuid, known.claim.attempt)
        except Error as error:
            logger.warning("%s waits for the end of its lease: %s", known.claim, error)
            _mend_connection()
        self._bell.ring()

    def stop(self) -> None:
        self._stopped = True
        self._bell.ring()

    def close(self) -> None:
        self.stop()
        for delivery in list(self._out.values()):
            self.give_back(delivery)


def _delivery(row: MessageLog) -> Delivery:
    return Delivery(
        message_id=row.uuid,
        queue=row.queue,
        task=row.task,
        tag=(row.uuid, row.attempt),
        redelivered=row.crashes > 0,
        claim=row,
    )


def _ledger() -> MessageLogQuerySet:
    return MessageLog.objects.using(router.db_for_write(MessageLog))


def _mend_connection() -> None:
    connections[router.db_for_write(MessageLog)].close_if_unusable_or_obsolete()
