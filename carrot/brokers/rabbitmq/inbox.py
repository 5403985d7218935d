"""What passes between the I/O thread and those who work: deliveries in, settlements out."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from carrot.brokers.base import Delivery
from carrot.brokers.rabbitmq.faults import PIKA_ERRORS
from carrot.brokers.rabbitmq.intake import Receipt

if TYPE_CHECKING:
    from pika.adapters.blocking_connection import BlockingChannel


class Inbox:
    """Thread-safe. Hands out `prefetch` deliveries at most that are not settled."""

    def __init__(self, prefetch: int) -> None:
        self._prefetch = prefetch
        self._changed = threading.Condition()
        self._unread: deque[Delivery] = deque()
        self._out: set[Receipt] = set()
        self._settled: deque[tuple[Receipt, bool]] = deque()
        self._shut = False

    # -- from any thread ------------------------------------------------------------------

    def take(self, limit: int, timeout: float) -> list[Delivery]:
        deadline = time.monotonic() + timeout
        with self._changed:
            while not self._shut:
                room = min(limit, self._prefetch - len(self._out), len(self._unread))
                left = deadline - time.monotonic()
                if room > 0:
                    taken = [self._unread.popleft() for _ in range(room)]
                    self._out.update(_receipt(delivery) for delivery in taken)
                    return taken
                if left <= 0:
                    break
                self._changed.wait(left)
        return []

    def settle(self, delivery: Delivery, *, done: bool) -> bool:
        """Note that a delivery is done or given back; False if it was not out."""
        with self._changed:
            receipt = delivery.tag
            if not isinstance(receipt, Receipt) or receipt not in self._out:
                return False
            self._out.remove(receipt)
            self._settled.append((receipt, done))
            self._changed.notify_all()
            return True

    def shut(self) -> None:
        with self._changed:
            self._shut = True
            self._changed.notify_all()

    # -- on the I/O thread ----------------------------------------------------------------

    def put(self, delivery: Delivery) -> None:
        with self._changed:
            self._unread.append(delivery)
            self._changed.notify_all()

    def work_off(self) -> None:
        """Tell RabbitMQ what was settled. A settlement of a dead channel is void."""
        while self._settled:
            receipt, done = self._settled.popleft()
            if not receipt.channel.is_open:
                continue
            # The channel may die in between; its deliveries come again.
            with contextlib.suppress(*PIKA_ERRORS):
                if done:
                    receipt.channel.basic_ack(receipt.number)
                else:
                    receipt.channel.basic_nack(receipt.number, requeue=True)

    def return_unread(self) -> None:
        """Give back what nobody has taken."""
        with self._changed:
            while self._unread:
                self._settled.append((_receipt(self._unread.popleft()), False))
        self.work_off()

    def drop(self, channel: BlockingChannel | None) -> None:
        """Forget what a dead channel brought and nobody has taken: it comes again."""
        with self._changed:
            self._unread = deque(
                each for each in self._unread if _receipt(each).channel is not channel
            )


def _receipt(delivery: Delivery) -> Receipt:
    assert isinstance(delivery.tag, Receipt)  # noqa: S101
    return delivery.tag
