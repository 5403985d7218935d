"""What this service has claimed and not yet recorded, kept as its own by beats."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from django.db import Error, connections, router
from django.utils import timezone

from carrot import conf
from carrot.models import MessageLog
from carrot.worker.protocol import Key

AGAIN = 0.5


class Leases:
    """Thread-safe. A beat that fails is repeated soon: there are three in the span of a lease."""

    def __init__(self, worker: str) -> None:
        self.trouble = ""
        self._worker = worker
        self._held: set[Key] = set()
        self._lock = threading.Lock()
        self._next = 0.0

    @property
    def span(self) -> timedelta:
        return timedelta(seconds=conf.get().lease)

    def hold(self, key: Key) -> None:
        with self._lock:
            self._held.add(key)

    def drop(self, key: Key) -> None:
        with self._lock:
            self._held.discard(key)

    def beat(self) -> None:
        """Prolong all of them in one statement, if it is time to. Does not raise."""
        if time.monotonic() < self._next:
            return
        with self._lock:
            ids = [message_id for message_id, _ in self._held]
        try:
            if ids:
                ledger = MessageLog.objects.using(router.db_for_write(MessageLog))
                until = timezone.now() + self.span
                ledger.beat(ids, worker=self._worker, lease_until=until)
        except Error as error:
            connections.close_all()
            self.trouble = f"The leases of running messages cannot be renewed: {error}"
            self._next = time.monotonic() + AGAIN
        else:
            self.trouble = ""
            self._next = time.monotonic() + conf.get().lease / 3
