"""Where a queue's messages come from: a consumer whose prefetch fits the pace of the tasks."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from carrot.brokers.base import Consumer, Delivery
from carrot.worker.pace import Pace

AT_HAND = 32
"""Deliveries beyond the free slots while tasks are tiny: half of the time is the way otherwise."""
CHANGE_EVERY = 5.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Taken:
    """A delivery, and the consumer that it must be settled with."""

    delivery: Delivery
    consumer: Consumer


class Source:
    """Holds no more than there are slots, so that other services get the rest; but tiny tasks wait
    at hand. A consumer's prefetch cannot change, so the consumer does.
    """

    def __init__(self, open_: Callable[[int], Consumer], *, slots: int, always_wide: bool) -> None:
        self._open = open_
        self._slots = slots
        self._always_wide = always_wide
        self._wide = always_wide
        self._next_change = 0.0
        self._lock = threading.Lock()
        self._out: Counter[Consumer] = Counter()
        self._retired: list[Consumer] = []
        self._consumer: Consumer | None = None

    @property
    def trouble(self) -> str:
        consumer = self._consumer
        return consumer.trouble if consumer else ""

    def fit(self, pace: Pace, *, room: bool) -> None:
        """Suit the consumer to the pace. Called by the one thread that receives."""
        self._close_retired()
        if self._consumer is None and room:
            self._consumer = self._new()
        if self._always_wide or self._consumer is None:
            return
        now = time.monotonic()
        if self._wide and pace.slow:
            # Until there is room again nothing is held that another service could run.
            self._retire()
            self._wide, self._next_change = False, now + CHANGE_EVERY
        elif not self._wide and pace.tiny and now >= self._next_change:
            self._retire()
            self._wide, self._next_change = True, now + CHANGE_EVERY
            self._consumer = self._new()

    def rest(self) -> None:
        """Take nothing more, until `fit` is called again."""
        self._close_retired()
        self._retire()

    def receive(self, limit: int, timeout: float) -> list[Taken]:
        consumer = self._consumer
        if consumer is None:
            return []
        deliveries = consumer.receive(limit, timeout)
        with self._lock:
            self._out[consumer] += len(deliveries)
        return [Taken(delivery=each, consumer=consumer) for each in deliveries]

    def ack(self, taken: Taken) -> None:
        """It is done with. From any thread."""
        taken.consumer.ack(taken.delivery)
        self._settled(taken)

    def give_back(self, taken: Taken) -> None:
        """It was not begun. From any thread."""
        taken.consumer.give_back(taken.delivery)
        self._settled(taken)

    def stop(self) -> None:
        """Receive nothing more; what was taken can still be settled."""
        consumer = self._consumer
        if consumer is not None:
            consumer.stop()

    def close(self) -> None:
        """Disconnect; what is not settled comes again."""
        for consumer in [*self._retired, self._consumer]:
            if consumer is not None:
                consumer.close()

    def _new(self) -> Consumer:
        return self._open(self._slots + (AT_HAND if self._wide else 0))

    def _retire(self) -> None:
        if self._consumer is not None:
            self._consumer.stop()
            self._retired.append(self._consumer)
            self._consumer = None

    def _settled(self, taken: Taken) -> None:
        with self._lock:
            self._out[taken.consumer] -= 1

    def _close_retired(self) -> None:
        for consumer in [each for each in self._retired if self._out[each] <= 0]:
            self._retired.remove(consumer)
            del self._out[consumer]
            # It waits for its connection to end, which must not hold up the queue.
            threading.Thread(target=consumer.close, name="carrot closing", daemon=True).start()
