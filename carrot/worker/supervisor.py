"""The service: lanes that take messages, runners that run them, a recorder that writes it down."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from typing import Protocol

from django.db import connections as databases
from django.utils import timezone

from carrot import conf
from carrot.brokers import connections
from carrot.conf import QueueSettings
from carrot.worker.crew import Crew, Events
from carrot.worker.heartbeat import Heartbeat, Identity
from carrot.worker.lane import Lane
from carrot.worker.leases import Leases
from carrot.worker.pauses import Pauses
from carrot.worker.protocol import Ended, Job, Logged
from carrot.worker.recorder import Recorder
from carrot.worker.records import Crash, Finish, Lines, Release
from carrot.worker.service_log import LogOptions
from carrot.worker.source import Source

logger = logging.getLogger("carrot")

TURN = 0.2
LAST_WRITES = 5.0
FAREWELL = 3.0


class Companion(Protocol):
    """What runs beside the consumers, until the event that it was made with is set."""

    def start(self) -> None: ...

    def join(self, timeout: float | None = None) -> bool: ...

    @property
    def trouble(self) -> str: ...


class Wishes:
    """What was asked of the service from outside: a signal handler may call `stop`.

    It only counts: a lock, such as that of an `Event`, may be held by the code it interrupts.
    """

    def __init__(self) -> None:
        self._asked = 0

    def stop(self, *_: object) -> None:
        """Finish what runs and end; asked again, end now."""
        self._asked += 1

    @property
    def stopping(self) -> bool:
        return self._asked > 0

    @property
    def at_once(self) -> bool:
        return self._asked > 1


class Supervisor:
    """Runs in the main thread until it is told to stop; then it sets `stopping`, for all."""

    def __init__(
        self,
        queues: Sequence[QueueSettings],
        identity: Identity,
        *,
        wishes: Wishes,
        stopping: threading.Event,
        companion: Companion,
        options: LogOptions,
    ) -> None:
        self._wishes = wishes
        self._stopping = stopping
        self._companion = companion
        self._identity = identity
        self._recorder = Recorder()
        self._leases = Leases(identity.name)
        self._pauses = Pauses()
        self._heartbeat = Heartbeat(identity)
        self._ended = threading.Event()
        self._pulse = threading.Thread(target=self._beat, name="carrot pulse", daemon=True)
        self._crew = Crew(
            {queue.name: queue.concurrency for queue in queues},
            processes=identity.processes,
            options=options,
            events=Events(logged=self._logged, ended=self._finished, crashed=self._crashed),
        )
        self._lanes = {queue.name: self._lane(queue) for queue in queues}

    def _lane(self, queue: QueueSettings) -> Lane:
        broker, name = connections.get(queue.broker), self._identity.name
        source = Source(
            lambda prefetch: broker.consumer([queue], worker=name, prefetch=prefetch),
            slots=queue.concurrency * self._identity.processes,
            # In the ledger a message is held by a claim only: nothing waits in a consumer.
            always_wide=broker.is_ledger,
        )
        return Lane(
            queue.name,
            source,
            worker=name,
            roster=self._crew.roster,
            leases=self._leases,
            recorder=self._recorder,
            pauses=self._pauses,
        )

    def run(self) -> int:
        """Serve; 0 when all that ran could end, 1 when something was cut off."""
        self._recorder.start()
        self._pulse.start()
        self._companion.start()
        for lane in self._lanes.values():
            lane.start()
        while not self._wishes.stopping:
            self._crew.attend(TURN)
            self._give_back(self._crew.roster.take_back())
        return self._wind_up()

    # -- the end --------------------------------------------------------------------------

    def _wind_up(self) -> int:
        self._stopping.set()
        logger.info("Stopping: %d tasks may end first", self._crew.roster.running)
        for lane in self._lanes.values():
            lane.stop()
        for lane in self._lanes.values():
            lane.join(LAST_WRITES)
        self._give_back(self._crew.roster.take_back(all_of_them=True))
        cut = self._drain()
        written = self._recorder.stop(LAST_WRITES)
        self._companion.join(FAREWELL)
        for lane in self._lanes.values():
            lane.source.close()
        self._ended.set()
        self._pulse.join(FAREWELL)
        databases.close_all()
        if cut or not written:
            logger.warning("Stopped; %d tasks were cut off and will run again", cut)
            return 1
        logger.info("Stopped")
        return 0

    def _drain(self) -> int:
        deadline = time.monotonic() + conf.get().shutdown_timeout
        while self._crew.roster.running and time.monotonic() < deadline:
            if self._wishes.at_once:
                break
            self._crew.attend(TURN, hire=False)
        if not self._crew.roster.running:
            self._crew.dismiss(FAREWELL)
            return 0
        cut = self._crew.kill()
        self._give_back(cut)
        return len(cut)

    # -- what happens ---------------------------------------------------------------------

    def _logged(self, logged: Logged) -> None:
        self._recorder.put(Lines(logged=logged))

    def _finished(self, job: Job, ended: Ended) -> None:
        if ended.outcome is None:
            self._give_back([job])
            return
        settled = self._lanes[job.queue].settled
        self._recorder.put(Finish(job=job, outcome=ended.outcome, settled=settled))

    def _crashed(self, job: Job, reason: str) -> None:
        settled = self._lanes[job.queue].settled
        self._recorder.put(Crash(job=job, at=timezone.now(), reason=reason, settled=settled))

    def _give_back(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            self._recorder.put(Release(job=job, settled=self._lanes[job.queue].settled))

    # -- the pulse ------------------------------------------------------------------------

    def _beat(self) -> None:
        self._pauses.look()
        while not self._ended.wait(TURN):
            self._leases.beat()
            self._pauses.look()
            self._heartbeat.beat(
                running=self._crew.roster.running,
                draining=self._stopping.is_set(),
                trouble=self._trouble(),
            )
        self._heartbeat.end()
        databases.close_all()

    def _trouble(self) -> str:
        troubles = [
            *(lane.source.trouble for lane in self._lanes.values()),
            self._crew.trouble,
            self._recorder.trouble,
            self._leases.trouble,
            self._pauses.trouble,
            self._companion.trouble,
        ]
        return "; ".join(dict.fromkeys(filter(None, troubles)))
