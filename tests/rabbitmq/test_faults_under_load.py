"""Whatever was confirmed is delivered, through restarts, kills and cut connections."""

from __future__ import annotations

import random
import threading
from uuid import UUID

import pytest

from carrot.exceptions import BrokerUnavailable
from tests.contracts.carriers import Carrier, eventually
from tests.servers import RabbitMQ

pytestmark = [pytest.mark.rabbitmq, pytest.mark.slow]


class Publisher(threading.Thread):
    """Publishes until told to stop; keeps what was confirmed."""

    def __init__(self, carrier: Carrier, queue) -> None:
        super().__init__(daemon=True)
        self.confirmed: list[UUID] = []
        self.refusals = 0
        self.stopping = threading.Event()
        self._publish = lambda: carrier.publish(queue)

    def run(self) -> None:
        while not self.stopping.wait(0.002):
            try:
                self.confirmed.append(self._publish())
            except BrokerUnavailable:
                self.refusals += 1
                # Hammering a closed port of the ephemeral range may end in a connection of the
                # client with itself, which then holds the port against the server.
                self.stopping.wait(0.1)


class Reader(threading.Thread):
    """Receives, and acknowledges a little later, on another thread, as workers do."""

    def __init__(self, carrier: Carrier, queue) -> None:
        super().__init__(daemon=True)
        self.got: list[UUID | None] = []
        self.stopping = threading.Event()
        self._consumer = carrier.consumer(queue, prefetch=20)

    def run(self) -> None:
        while not self.stopping.is_set():
            for delivery in self._consumer.receive(5, 0.1):
                self.got.append(delivery.message_id)
                threading.Timer(0.005, self._consumer.ack, [delivery]).start()


def test_nothing_confirmed_is_lost(carrier: Carrier, rabbitmq: RabbitMQ):
    seed = random.randrange(10_000)
    chance = random.Random(seed)
    queue = carrier.queue()
    readers = [Reader(carrier, queue), Reader(carrier, queue)]
    publisher = Publisher(carrier, queue)
    threads = [*readers, publisher]
    for thread in threads:
        thread.start()

    def kill() -> None:
        rabbitmq.kill()
        rabbitmq.start()

    def cut() -> None:
        rabbitmq.ctl("close_all_connections", "cut by a test")

    faults = [cut, rabbitmq.restart, cut, kill, cut, rabbitmq.restart]
    chance.shuffle(faults)
    for fault in faults:
        enough = len(publisher.confirmed) + chance.randrange(20, 200)
        assert eventually(lambda enough=enough: len(publisher.confirmed) > enough)
        fault()
    publisher.stopping.set()
    publisher.join(20)

    def lost() -> set[UUID]:
        return set(publisher.confirmed) - {each for reader in readers for each in reader.got}

    settled = eventually(lambda: not lost(), seconds=40)
    for reader in readers:
        reader.stopping.set()
        reader.join(10)
    report = (
        f"seed {seed}: {len(publisher.confirmed)} accepted, {len(faults)} faults, "
        f"{publisher.refusals} refused, lost={len(lost())}"
    )
    assert settled, report
    assert publisher.refusals, report
