"""RabbitMQ behind the broker protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from pika import exceptions

from carrot.brokers.base import QueueDepth
from carrot.brokers.rabbitmq.consumer import RabbitConsumer
from carrot.brokers.rabbitmq.link import Link, Session
from carrot.brokers.rabbitmq.publisher import NOT_FOUND, publish
from carrot.conf import BrokerAddress, QueueSettings
from carrot.exceptions import BrokerUnavailable
from carrot.messages import Message

if TYPE_CHECKING:
    from pika.adapters.blocking_connection import BlockingChannel

T = TypeVar("T")


class RabbitBroker:
    """One RabbitMQ, for all threads of this process: publishing has one connection, and
    questions another, so that nobody who asks waits behind a message that is not confirmed.
    """

    kind = "rabbitmq"
    is_ledger = False

    def __init__(self, address: BrokerAddress) -> None:
        self.virtual_host = address.virtual_host
        self._address = address
        self._publishing = Link(address, "publisher")
        self._errands = Link(address, "errands")

    def publish(self, message: Message) -> None:
        publish(self._publishing, self._address, message)

    def consumer(
        self, queues: Sequence[QueueSettings], *, worker: str, prefetch: int
    ) -> RabbitConsumer:
        return RabbitConsumer(self._address, queues, worker=worker, prefetch=prefetch)

    def depth(self, queue: QueueSettings) -> QueueDepth | None:
        told = self._ask(lambda channel: channel.queue_declare(queue.name, passive=True).method)
        if told is None:
            return None
        return QueueDepth(
            queue=queue.name, ready=int(told.message_count), consumers=int(told.consumer_count)
        )

    def purge(self, queue: QueueSettings) -> int:
        told = self._ask(lambda channel: channel.queue_purge(queue.name).method)
        return int(told.message_count) if told is not None else 0

    def _ask(self, question: Callable[[BlockingChannel], T]) -> T | None:
        """The answer, None when the queue in question does not exist."""

        def work(session: Session) -> T | None:
            # A channel of its own: a question about a queue that is not there closes it.
            channel = session.connection.channel()
            try:
                answer = question(channel)
            except exceptions.ChannelClosedByBroker as error:
                if error.reply_code == NOT_FOUND:
                    return None
                raise BrokerUnavailable(
                    f"RabbitMQ at {self._address} refuses: {error.reply_code} {error.reply_text}"
                ) from error
            channel.close()
            return answer

        return self._errands.use(work)

    def idle(self) -> None:
        self._publishing.idle()
        self._errands.idle()

    def close(self) -> None:
        self._publishing.close()
        self._errands.close()

    def forget(self) -> None:
        self._publishing.after_fork()
        self._errands.after_fork()
