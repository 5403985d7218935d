"""Receives from RabbitMQ on a thread that does nothing else.

Task code never runs on that thread: heartbeats and acknowledgements go on whatever it does.
"""

from __future__ import annotations

import contextlib
import logging
import random
import threading
import time
import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pika

from carrot import conf
from carrot.brokers.base import Delivery
from carrot.brokers.rabbitmq import backoff, parameters
from carrot.brokers.rabbitmq.faults import PIKA_ERRORS, reason
from carrot.brokers.rabbitmq.frames import ToughConnection
from carrot.brokers.rabbitmq.inbox import Inbox
from carrot.brokers.rabbitmq.intake import Intake
from carrot.brokers.rabbitmq.link import disconnect, disown
from carrot.conf import BrokerAddress, QueueSettings

if TYPE_CHECKING:
    from pika.adapters.blocking_connection import BlockingConnection

logger = logging.getLogger("carrot")

TURN = 0.2
CLOSING = 5.0

consumers: weakref.WeakSet[RabbitConsumer] = weakref.WeakSet()
"""Those of this process; a forked child disowns them."""


class RabbitConsumer:
    """One connection, one I/O thread, a channel for each queue.

    `prefetch` holds for each queue at the broker, and for all of them together for what
    `receive` hands out.
    """

    def __init__(
        self,
        address: BrokerAddress,
        queues: Sequence[QueueSettings],
        *,
        worker: str,
        prefetch: int,
    ) -> None:
        self.trouble = "not connected yet"
        self._address = address
        self._inbox = Inbox(prefetch)
        # JSON in ASCII takes up to six times the bytes that `max_arguments` counts.
        largest = 6 * conf.get().max_arguments + 4096
        self._intakes = [
            Intake(queue, prefetch=prefetch, largest=largest, put=self._inbox.put)
            for queue in queues
        ]
        self._murmur = backoff.Murmur()
        self._complained = False
        self._failures = 0
        self._connection: BlockingConnection | None = None
        self._stopping = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name=f"carrot consumer {worker}", daemon=True
        )
        consumers.add(self)
        self._thread.start()

    # -- from any thread ------------------------------------------------------------------

    def receive(self, limit: int, timeout: float) -> list[Delivery]:
        return self._inbox.take(limit, timeout)

    def ack(self, delivery: Delivery) -> None:
        if self._inbox.settle(delivery, done=True):
            self._wake()

    def give_back(self, delivery: Delivery) -> None:
        if self._inbox.settle(delivery, done=False):
            self._wake()

    def stop(self) -> None:
        self._stopping.set()
        self._inbox.shut()
        self._wake()

    def close(self) -> None:
        self.stop()
        self._closing.set()
        self._wake()
        # A frozen broker holds the thread up; it is a daemon and ends with the process.
        self._thread.join(CLOSING)

    def forget(self) -> None:
        """In a forked child: the connection is the parent's, its thread is not here."""
        if self._connection is not None:
            disown(self._connection)
        self._connection = None

    def _wake(self) -> None:
        connection = self._connection
        # It may just have died: what was not acknowledged comes again.
        with contextlib.suppress(*PIKA_ERRORS):
            if connection is not None:
                connection.add_callback_threadsafe(self._inbox.work_off)

    # -- on the I/O thread ----------------------------------------------------------------

    def _run(self) -> None:
        while not self._closing.is_set():
            began = time.monotonic()
            try:
                self._live()
            except PIKA_ERRORS as error:
                self._complain(f"RabbitMQ at {self._address}: {reason(error, self._address)}")
            except Exception as error:  # pika's own faults must not end the thread unseen
                logger.exception("The consumer of %s failed", self._address)
                self._complain(f"RabbitMQ at {self._address}: {error!r}")
            if self._stopping.is_set():
                break
            if time.monotonic() - began > backoff.STEADY:
                self._failures = 0
            self._failures += 1
            jitter = random.random()  # noqa: S311
            self._closing.wait(backoff.delay(self._failures, jitter=jitter))

    def _live(self) -> None:
        wanted = parameters.build(self._address, role="consumer")
        connection = pika.BlockingConnection(wanted, _impl_class=ToughConnection)
        self._connection = connection
        try:
            while not self._closing.is_set():
                self._turn(connection)
            self._inbox.work_off()
            for intake in self._intakes:
                intake.cancel()
        finally:
            self._connection = None
            for intake in self._intakes:
                self._leave(intake)
            disconnect(connection)

    def _turn(self, connection: BlockingConnection) -> None:
        for intake in self._intakes:
            if self._stopping.is_set():
                intake.cancel()
            elif not intake.alive:
                self._revive(intake, connection)
        if self._stopping.is_set():
            self._inbox.return_unread()
        self._report()
        connection.process_data_events(TURN)

    def _revive(self, intake: Intake, connection: BlockingConnection) -> None:
        lost = intake.lost()
        if lost:
            self._complain(f"Queue {intake.queue.name!r} at {self._address}: {lost}")
            self._inbox.drop(intake.channel)
        intake.open(connection)

    def _leave(self, intake: Intake) -> None:
        self._inbox.drop(intake.channel)
        intake.channel = None

    def _report(self) -> None:
        troubles = [
            f"Queue {intake.queue.name!r} at {self._address}: {intake.trouble}"
            for intake in self._intakes
            if intake.trouble
        ]
        if troubles:
            self._complain("; ".join(troubles))
        elif all(intake.alive for intake in self._intakes):
            self.trouble = ""
            if self._complained:
                self._complained = False
                logger.info("Consuming from %s again", self._address)

    def _complain(self, trouble: str) -> None:
        self.trouble = trouble
        if self._murmur.may_speak(time.monotonic()):
            self._complained = True
            logger.warning("%s; trying again", trouble)
