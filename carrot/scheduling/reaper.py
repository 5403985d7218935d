"""Gives back what died with its worker."""

from __future__ import annotations

import logging
from datetime import timedelta

from carrot import conf
from carrot.models import MessageLog, WorkerStatus
from carrot.scheduling.clock import database_now

logger = logging.getLogger("carrot")

LONGEST_PAUSE = 5.0
BATCH = 100
SILENT_FOR = timedelta(minutes=5)


class Reaper:
    """Ends leases that ran out, and forgets workers that have not been heard of for long."""

    def step(self) -> float:
        """One pass; returns the seconds until the next."""
        settings = conf.get()
        now = database_now()
        reaped = MessageLog.objects.reap(now=now, max_crashes=settings.max_crashes, limit=BATCH)
        if reaped:
            logger.warning("%d running messages were taken from workers that are gone", reaped)
        WorkerStatus.objects.filter(heartbeat_at__lt=now - SILENT_FOR).delete()
        return 0.0 if reaped == BATCH else min(LONGEST_PAUSE, settings.lease / 3)
