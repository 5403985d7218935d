"""The embedded broker: nothing to install, one machine or a shared PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import Error, connections, router
from django.utils import timezone

from carrot import conf
from carrot.brokers.base import QueueDepth
from carrot.brokers.database.bell import Bell
from carrot.brokers.database.consumer import DatabaseConsumer
from carrot.conf import QueueSettings
from carrot.exceptions import BrokerUnavailable
from carrot.messages import Message
from carrot.models import MessageLog, QueuePause, WorkerStatus

COUNTED = 10_000
"""More than that are not counted on: whoever asks has a long queue either way."""

SILENCE = timedelta(seconds=30)
"""A worker whose heartbeat is older is not counted as a consumer."""


class DatabaseBroker:
    """The ledger as the queue: `publish` only wakes the consumers of this process."""

    kind = "database"
    virtual_host = ""
    is_ledger = True

    def __init__(self) -> None:
        self._bell = Bell()

    def publish(self, message: Message) -> None:
        self._bell.ring()

    def consumer(
        self, queues: Sequence[QueueSettings], *, worker: str, prefetch: int
    ) -> DatabaseConsumer:
        return DatabaseConsumer(
            [queue.name for queue in queues],
            worker=worker,
            prefetch=prefetch,
            lease=timedelta(seconds=conf.get().lease),
            bell=self._bell,
        )

    def depth(self, queue: QueueSettings) -> QueueDepth | None:
        """What is due counts as ready; what is held back until later does not.

        No more than `COUNTED` are counted.
        """
        now = timezone.now()
        try:
            due = MessageLog.objects.due(now).filter(queue=queue.name)
            ready = due.order_by().values("pk")[:COUNTED].count()
            alive = WorkerStatus.objects.filter(heartbeat_at__gte=now - SILENCE, draining=False)
            # Not a lookup inside the JSON list: SQLite has none.
            consumers = sum(queue.name in names for names in alive.values_list("queues", flat=True))
            paused = QueuePause.objects.filter(queue=queue.name).exists()
        except Error as error:
            raise unavailable(error) from error
        return QueueDepth(queue=queue.name, ready=ready, consumers=0 if paused else consumers)

    def purge(self, queue: QueueSettings) -> int:
        """Cancel all that waits in the queue, also what is held back; the rows stay."""
        try:
            return MessageLog.objects.filter(queue=queue.name).cancel(now=timezone.now())
        except Error as error:
            raise unavailable(error) from error

    def idle(self) -> None:
        """Django keeps the connections."""

    def close(self) -> None:
        """Django closes the connections."""

    def forget(self) -> None:
        """A forked child starts with a bell that no lost thread of its parent holds."""
        self._bell = Bell()


def unavailable(error: Error) -> BrokerUnavailable:
    """The database's error as a broker's, and the connection fit for another try."""
    connections[router.db_for_write(MessageLog)].close_if_unusable_or_obsolete()
    return BrokerUnavailable(f"The database that carries the messages does not answer: {error}")
