"""One queue's way through the service: its consumer and the thread that takes from it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connections
from django.utils import timezone

from carrot import conf
from carrot.models import FailureKind, MessageLog
from carrot.models.outcome import Outcome
from carrot.tasks import registry
from carrot.worker.intake import Intake
from carrot.worker.leases import Leases
from carrot.worker.pauses import Pauses
from carrot.worker.protocol import Job, Key
from carrot.worker.recorder import Recorder
from carrot.worker.records import Finish, Release
from carrot.worker.roster import Roster
from carrot.worker.source import Source, Taken

logger = logging.getLogger("carrot")

TURN = 0.5
UNKNOWN_PAUSE = timedelta(seconds=30)


class Lane:
    """Receives no more than there is room for, and acknowledges what is recorded."""

    def __init__(
        self,
        queue: str,
        source: Source,
        *,
        worker: str,
        roster: Roster,
        leases: Leases,
        recorder: Recorder,
        pauses: Pauses,
    ) -> None:
        self.queue = queue
        self.source = source
        self._roster = roster
        self._leases = leases
        self._recorder = recorder
        self._pauses = pauses
        self._stopping = threading.Event()
        self._intake = Intake(worker, wait=self._stopping.wait)
        self._out: dict[Key, Taken] = {}
        self._unknown: set[str] = set()
        self._thread = threading.Thread(target=self._run, name=f"carrot queue {queue}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Take nothing new; what is taken can still be settled."""
        self._stopping.set()
        self.source.stop()

    def join(self, timeout: float) -> None:
        self._thread.join(timeout)

    def settled(self, job: Job) -> None:
        """The end of the run is committed."""
        self._leases.drop(job.key)
        taken = self._out.pop(job.key, None)
        if taken is not None:
            self.source.ack(taken)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
            except Exception:
                logger.exception("The queue %s failed and goes on", self.queue)
                connections.close_all()
                self._stopping.wait(TURN)
        connections.close_all()

    def _turn(self) -> None:
        if self._pauses.holds(self.queue):
            self.source.rest()
            self._stopping.wait(TURN)
            return
        room = self._roster.wait_for_room(self.queue, TURN)
        if self._stopping.is_set():
            return
        self.source.fit(self._roster.pace(self.queue), room=room > 0)
        if room > 0 and (deliveries := self.source.receive(room, TURN)):
            self._take_in(deliveries)

    def _take_in(self, deliveries: Sequence[Taken]) -> None:
        won = self._intake.claim([each.delivery for each in deliveries])
        if won is None:
            for taken in deliveries:
                self.source.give_back(taken)
            return
        for taken in deliveries:
            message_id = taken.delivery.message_id
            row = won.pop(message_id, None) if message_id else None
            if row is None:
                self.source.ack(taken)
            else:
                self._begin(row, taken)

    def _begin(self, row: MessageLog, taken: Taken) -> None:
        # The consumer's queue, not the row's: a routing key may have led it here.
        job = Job.of(row, queue=self.queue)
        self._out[job.key] = taken
        self._leases.hold(job.key)
        if row.lease_until is not None and row.lease_until <= timezone.now():
            # This service was frozen since it asked: others may have the message already.
            self._recorder.put(Release(job=job, settled=self.settled))
        elif registry.find(row.task) is None:
            self._turn_away(row, job)
        else:
            self._roster.submit(job)

    def _turn_away(self, row: MessageLog, job: Job) -> None:
        """A task that is not known here may be known to a newer worker; it is given some time."""
        now, ttl = timezone.now(), timedelta(seconds=conf.get().unknown_task_ttl)
        if now < row.publish_time + ttl:
            if row.task not in self._unknown:
                logger.warning("No task %r is registered here; its messages wait", row.task)
            self._unknown.add(row.task)
            until = min(now + UNKNOWN_PAUSE, row.publish_time + ttl)
            self._recorder.put(Release(job=job, settled=self.settled, not_before=until))
            return
        self._recorder.put(Finish(job=job, outcome=_unknown(job, now), settled=self.settled))


def _unknown(job: Job, now: datetime) -> Outcome:
    return Outcome(
        message_id=job.message_id,
        attempt=job.attempt,
        ended_at=now,
        exception=(
            f"No task {job.task!r} is registered; list its module in CARROT['task_modules'], "
            f"or requeue the message when its workers are up to date"
        ),
        failure=FailureKind.UNKNOWN_TASK,
    )
