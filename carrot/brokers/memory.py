"""Messages in this process's memory: for tests, and gone with the process."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from carrot.brokers.base import Delivery, QueueDepth
from carrot.conf import QueueSettings
from carrot.messages import Message


@dataclass(order=True, slots=True)
class _Entry:
    """A message and its place: higher priority first, then the order of publishing."""

    rank: tuple[int, int]
    message: Message = field(compare=False)
    redelivered: bool = field(default=False, compare=False)


class MemoryBroker:
    """Keeps the broker protocol within one process; safe from any thread. Knows no exchanges."""

    kind = "memory"
    virtual_host = ""
    is_ledger = False

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self.changed = threading.Condition()
        self._numbers = itertools.count()
        self._queues: dict[str, list[_Entry]] = {}
        self._consumers: list[MemoryConsumer] = []

    def publish(self, message: Message) -> None:
        queue = message.routing_key or message.queue
        rank = (-message.priority, next(self._numbers))
        self.put(queue, _Entry(rank=rank, message=message))

    def consumer(
        self, queues: Sequence[QueueSettings], *, worker: str, prefetch: int
    ) -> MemoryConsumer:
        consumer = MemoryConsumer(self, [queue.name for queue in queues], prefetch)
        with self.changed:
            self._consumers.append(consumer)
            for name in consumer.queues:
                self._queues.setdefault(name, [])
        return consumer

    def depth(self, queue: QueueSettings) -> QueueDepth | None:
        with self.changed:
            if queue.name not in self._queues:
                return None
            consumers = sum(queue.name in consumer.queues for consumer in self._consumers)
            ready = len(self._queues[queue.name])
            return QueueDepth(queue=queue.name, ready=ready, consumers=consumers)

    def purge(self, queue: QueueSettings) -> int:
        with self.changed:
            entries = self._queues.get(queue.name, [])
            count = len(entries)
            entries.clear()
            return count

    def idle(self) -> None:
        """Nothing to keep alive."""

    def close(self) -> None:
        """Nothing to disconnect: what waits goes on waiting."""

    def forget(self) -> None:
        """Start empty: in a forked child the messages are the parent's."""
        self._reset()

    # -- for its consumers ----------------------------------------------------------------

    def put(self, queue: str, entry: _Entry) -> None:
        with self.changed:
            heappush(self._queues.setdefault(queue, []), entry)
            self.changed.notify_all()

    def take(self, queues: Sequence[str]) -> tuple[str, _Entry] | None:
        """The first of what waits in the queues. The caller holds `changed`."""
        waiting = [name for name in queues if self._queues.get(name)]
        if not waiting:
            return None
        name = min(waiting, key=lambda each: self._queues[each][0])
        return name, heappop(self._queues[name])

    def detach(self, consumer: MemoryConsumer) -> None:
        with self.changed:
            if consumer in self._consumers:
                self._consumers.remove(consumer)


class MemoryConsumer:
    """Receives from the memory of this process."""

    trouble = ""

    def __init__(self, broker: MemoryBroker, queues: Sequence[str], prefetch: int) -> None:
        self.queues = list(queues)
        self._broker = broker
        self._prefetch = prefetch
        self._out: dict[int, tuple[str, _Entry]] = {}
        self._stopped = False

    def receive(self, limit: int, timeout: float) -> list[Delivery]:
        deadline = time.monotonic() + timeout
        with self._broker.changed:
            while not self._stopped:
                deliveries = self._take(limit)
                left = deadline - time.monotonic()
                if deliveries or left <= 0:
                    return deliveries
                self._broker.changed.wait(left)
        return []

    def _take(self, limit: int) -> list[Delivery]:
        deliveries: list[Delivery] = []
        while len(deliveries) < limit and len(self._out) < self._prefetch:
            found = self._broker.take(self.queues)
            if found is None:
                break
            queue, entry = found
            self._out[id(entry)] = found
            deliveries.append(
                Delivery(
                    message_id=entry.message.id,
                    queue=queue,
                    task=entry.message.task,
                    tag=id(entry),
                    redelivered=entry.redelivered,
                )
            )
        return deliveries

    def ack(self, delivery: Delivery) -> None:
        self._settle(delivery.tag)

    def give_back(self, delivery: Delivery) -> None:
        found = self._settle(delivery.tag)
        if found:
            self._return(*found)

    def _settle(self, tag: object) -> tuple[str, _Entry] | None:
        with self._broker.changed:
            self._broker.changed.notify_all()
            return self._out.pop(tag, None) if isinstance(tag, int) else None

    def _return(self, queue: str, entry: _Entry) -> None:
        entry.redelivered = True
        self._broker.put(queue, entry)

    def stop(self) -> None:
        with self._broker.changed:
            self._stopped = True
            self._broker.changed.notify_all()

    def close(self) -> None:
        self.stop()
        self._broker.detach(self)
        with self._broker.changed:
            left, self._out = self._out, {}
        for queue, entry in left.values():
            self._return(queue, entry)
