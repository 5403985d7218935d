"""Gives back what died with its worker."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from carrot import conf, signals
from carrot.models import MessageLog, Status, WorkerStatus
from carrot.scheduling.clock import database_now

logger = logging.getLogger("carrot")

LONGEST_PAUSE = 5.0
BATCH = 100
SILENT_FOR = timedelta(minutes=5)


class Reaper:
    """Ends leases that ran out, and forgets workers that have not been heard of for long.

    While the database was away nobody could renew a lease: then workers are given time to.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._answered_at = clock()
        self._was_lenient = False

    def step(self) -> float:
        """One pass; returns the seconds until the next."""
        settings = conf.get()
        now = database_now()
        if self._lenient(settings.lease):
            return min(LONGEST_PAUSE, settings.lease / 3)
        reaped = MessageLog.objects.reap(now=now, max_crashes=settings.max_crashes, limit=BATCH)
        if reaped:
            logger.warning("%d messages were taken from workers that are gone", len(reaped))
            _tell_of_the_lost(reaped)
        WorkerStatus.objects.filter(heartbeat_at__lt=now - SILENT_FOR).delete()
        return 0.0 if len(reaped) == BATCH else min(LONGEST_PAUSE, settings.lease / 3)

    def _lenient(self, lease: float) -> bool:
        """Whether what looks dead may only have been cut off, as this service was."""
        now = self._clock()
        cut_off = now - self._answered_at > lease / 2
        self._answered_at = now
        # Once, so that a database which goes away all the time does not keep the dead for ever.
        self._was_lenient = cut_off and not self._was_lenient
        return self._was_lenient


def _tell_of_the_lost(reaped: Mapping[UUID, Status]) -> None:
    lost = [uuid for uuid, status in reaped.items() if status == Status.FAILED]
    if lost and signals.task_finished.has_listeners(MessageLog):
        signals.tell_finished(MessageLog.objects.ended().filter(uuid__in=lost))
