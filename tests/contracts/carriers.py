"""What a test needs to send through any broker and to judge what arrives."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from uuid import UUID, uuid4

from django.db import connections
from django.utils import timezone

from carrot.brokers.base import Broker, Consumer, Delivery
from carrot.conf import BrokerAddress, QueueSettings
from carrot.messages import Message
from carrot.models import MessageLog
from carrot.models.outcome import Outcome

PATIENCE = 15.0


class Carrier:
    """One broker under test, with queues of its own and consumers that are closed at the end."""

    def __init__(self, broker: Broker, address: BrokerAddress, open_things: ExitStack) -> None:
        self.broker = broker
        self.address = address
        self._open_things = open_things
        self._prefix = uuid4().hex[:8]

    def queue(self, name: str = "default", **settings) -> QueueSettings:
        return QueueSettings(name=f"{self._prefix}.{name}", broker=self.address, **settings)

    def publish(self, queue: QueueSettings, *, priority: int = 0) -> UUID:
        """As publishing does: the row first when it is the queue, then the broker."""
        message = Message(id=uuid4(), task="tests.echo", queue=queue.name, priority=priority)
        if self.broker.is_ledger:
            now = timezone.now()
            MessageLog.objects.create(
                uuid=message.id,
                task=message.task,
                queue=message.queue,
                priority=priority,
                publish_time=now,
                sent_at=now,
            )
        self.broker.publish(message)
        return message.id

    def consumer(self, *queues: QueueSettings, prefetch: int = 10) -> Consumer:
        consumer = self.broker.consumer(queues, worker="tests", prefetch=prefetch)
        self._open_things.callback(consumer.close)
        return consumer

    def done(self, consumer: Consumer, delivery: Delivery) -> None:
        """As a worker does: the outcome first, then the acknowledgement."""
        if delivery.claim is not None:
            now = timezone.now()
            outcome = Outcome(
                message_id=delivery.claim.uuid, attempt=delivery.claim.attempt, ended_at=now
            )
            assert MessageLog.objects.finish(outcome)
        consumer.ack(delivery)


def received(consumer: Consumer, count: int, *, limit: int = 10) -> list[Delivery]:
    """The next deliveries, as many as asked for; fails when they do not come."""
    deadline = time.monotonic() + PATIENCE
    deliveries: list[Delivery] = []
    while len(deliveries) < count:
        assert time.monotonic() < deadline, f"{len(deliveries)} of {count}; {consumer.trouble}"
        deliveries += consumer.receive(min(limit, count - len(deliveries)), 0.2)
    return deliveries


def ids(deliveries: list[Delivery]) -> list[UUID | None]:
    return [delivery.message_id for delivery in deliveries]


def nothing_comes(consumer: Consumer, *, seconds: float = 0.5) -> bool:
    return consumer.receive(10, seconds) == []


def eventually(condition: Callable[[], bool], *, seconds: float = PATIENCE) -> bool:
    """Whether the condition comes true before the deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def started(work: Callable[..., object], *arguments: object) -> threading.Thread:
    """A running thread that leaves no database connection behind."""

    def run() -> None:
        try:
            work(*arguments)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread
