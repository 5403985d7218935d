"""The protocol that every broker keeps, and that `tests/contracts` holds each of them to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from carrot.conf import QueueSettings
from carrot.messages import Message

if TYPE_CHECKING:
    from carrot.models import MessageLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message as a consumer got it.

    `message_id` is None when what came cannot be read, and `fault` then says why. `excerpt` is
    the beginning of what came over a wire, as storable text. `claim` is the row, already
    claimed, when the broker is the ledger: its outcome is to be recorded before the `ack`.
    `tag` is the consumer's own handle for `ack` and `give_back`.
    """

    message_id: UUID | None
    queue: str
    task: str = ""
    tag: object = None
    redelivered: bool = False
    fault: str = ""
    excerpt: str = ""
    claim: MessageLog | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueDepth:
    """How a queue stands at its broker."""

    queue: str
    ready: int
    consumers: int


class Consumer(Protocol):
    """Receives from some queues of one broker, with its own connection.

    It reconnects by itself with back-off; while it cannot, `receive` returns nothing and
    `trouble` says why (empty when all is well). `ack` and `give_back` may be called from any
    thread and never raise: what could not be acknowledged is delivered again, maybe while it is
    still being worked on here.
    """

    @property
    def trouble(self) -> str: ...

    def receive(self, limit: int, timeout: float) -> list[Delivery]:
        """Up to `limit` deliveries; waits at most `timeout` seconds for the first.

        `stop` wakes it. It returns nothing while `prefetch` deliveries are neither acknowledged
        nor given back.
        """
        ...

    def ack(self, delivery: Delivery) -> None:
        """The delivery is done with; it will not come again."""
        ...

    def give_back(self, delivery: Delivery) -> None:
        """The delivery was not begun; somebody else may have it."""
        ...

    def stop(self) -> None:
        """Take no more deliveries; `ack` and `give_back` still work."""
        ...

    def close(self) -> None:
        """Stop, flush acknowledgements and disconnect; what is not acknowledged comes again."""
        ...


class Broker(Protocol):
    """A carrier of messages, for all threads of a process; one at a time publishes.

    `is_ledger` is True when the waiting `MessageLog` rows themselves are the queue, so that
    `publish` has nothing to carry.
    """

    kind: str
    virtual_host: str
    is_ledger: bool

    def publish(self, message: Message) -> None:
        """Hand over one message durably; returns when the broker has confirmed it.

        Raises `BrokerUnavailable` (the outcome may be unknown: publish again, twice is
        harmless), `Unroutable`, or `MessageRefused`.
        """
        ...

    def consumer(self, queues: Sequence[QueueSettings], *, worker: str, prefetch: int) -> Consumer:
        """A new consumer of these queues.

        `prefetch` deliveries at most are handed out and unacknowledged, over all its queues.
        RabbitMQ sets aside as many for each queue, so that they go to nobody else meanwhile.
        """
        ...

    def depth(self, queue: QueueSettings) -> QueueDepth | None:
        """How the queue stands, None if it does not exist. Raises `BrokerUnavailable`."""
        ...

    def purge(self, queue: QueueSettings) -> int:
        """Throw away what waits at the broker; return how many. Raises `BrokerUnavailable`."""
        ...

    def idle(self) -> None:
        """Called every few seconds by the thread that publishes: keep the connection alive."""
        ...

    def close(self) -> None:
        """Disconnect. The next call connects again."""
        ...

    def forget(self) -> None:
        """Drop the connection without closing it: in a forked child it is the parent's."""
        ...
