"""One queue's way in: its channel, its prefetch, and its coming back."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pika
from pika import exceptions

from carrot.brokers.base import Delivery
from carrot.brokers.rabbitmq import backoff, wire
from carrot.brokers.rabbitmq.declare import declare
from carrot.brokers.rabbitmq.faults import reason
from carrot.conf import QueueSettings

if TYPE_CHECKING:
    from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection


@dataclass(frozen=True, slots=True)
class Receipt:
    """A delivery's handle: RabbitMQ takes its tag on the channel that brought it, on no other."""

    channel: BlockingChannel
    number: int


class Intake:
    """Consumes one queue on a channel of its own. All of it runs on the I/O thread.

    A channel that RabbitMQ closed (an acknowledgement took too long) or whose consumer it
    cancelled (the queue was deleted) is replaced: pika raises nothing then, one has to look.
    """

    def __init__(
        self, queue: QueueSettings, *, prefetch: int, largest: int, put: Callable[[Delivery], None]
    ) -> None:
        self.queue = queue
        self.trouble = ""
        self.channel: BlockingChannel | None = None
        self._prefetch = prefetch
        self._largest = largest
        self._put = put
        self._failures = 0
        self._opened_at = 0.0
        self._next_try = 0.0

    @property
    def alive(self) -> bool:
        channel = self.channel
        return channel is not None and bool(channel.is_open and channel.consumer_tags)

    def lost(self) -> str:
        """Why the channel that was consuming does so no more; empty when it does."""
        if self.channel is None or self.alive:
            return ""
        cause = getattr(self.channel, "_closing_reason", None)
        if self.channel.is_open:
            return "the queue was deleted"
        return reason(cause, self.queue.broker) if cause else "the channel was closed"

    def open(self, connection: BlockingConnection) -> None:
        """Consume, unless the last failure is too fresh. Raises when the connection is lost."""
        now = time.monotonic()
        if now < self._next_try:
            return
        if now - self._opened_at > backoff.STEADY:
            self._failures = 0
        self._failures += 1
        self._next_try = now + backoff.delay(self._failures, jitter=random.random())  # noqa: S311
        self.abandon()
        try:
            self._consume(connection)
        except exceptions.AMQPChannelError as error:
            self.channel = None
            self.trouble = reason(error, self.queue.broker)
            return
        self.trouble = ""
        self._opened_at = time.monotonic()

    def _consume(self, connection: BlockingConnection) -> None:
        declare(connection, self.queue)
        self.channel = connection.channel()
        # Counted for each consumer: the global flag is refused by quorum queues.
        self.channel.basic_qos(prefetch_count=self._prefetch)
        self.channel.basic_consume(self.queue.name, self._on_message)

    def _on_message(
        self,
        channel: BlockingChannel,
        method: pika.spec.Basic.Deliver,
        properties: pika.BasicProperties,
        body: bytes,
    ) -> None:
        self._put(
            wire.read(
                self.queue.name,
                body,
                properties,
                tag=Receipt(channel, method.delivery_tag),
                redelivered=bool(method.redelivered),
                largest=self._largest,
            )
        )

    def cancel(self) -> None:
        """Take no more; what was taken can still be acknowledged."""
        if self.channel is None or not self.channel.is_open:
            return
        for tag in self.channel.consumer_tags:
            self.channel.basic_cancel(tag)

    def abandon(self) -> None:
        """Leave a channel on which nothing is consumed any more."""
        channel, self.channel = self.channel, None
        if channel is not None and channel.is_open:
            channel.close()
