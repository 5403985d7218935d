"""Finds messages that their broker has lost: by a purge, a deleted queue, a crash."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F, Q

from carrot import conf
from carrot.brokers import connections
from carrot.conf import QueueSettings
from carrot.exceptions import BrokerError
from carrot.models import MessageLog
from carrot.models.ledger import MessageLogQuerySet
from carrot.scheduling.clock import database_now

logger = logging.getLogger("carrot")

PAUSE = 30.0
LONG_ENOUGH = timedelta(seconds=60)
"""What was sent that long ago and still waits, although its queue is empty, may be lost."""
BATCH = 100


class Sweeper:
    """Has messages sent again whose queue was seen empty, twice in a row, while they wait in it.

    A consumer may hold a message that it has not begun: then it comes twice, which is harmless.
    """

    def __init__(self) -> None:
        self._seen_empty: set[str] = set()

    def step(self) -> float:
        """One pass over the queues; returns the seconds until the next."""
        settings = conf.get()
        before = database_now() - LONG_ENOUGH
        names = set(_suspect(before).order_by().values_list("queue", flat=True).distinct())
        empty = {name for name in names if _is_empty(settings.queue(name))}
        for name in empty & self._seen_empty:
            _send_again(name, before)
        self._seen_empty = empty - self._seen_empty
        return PAUSE


def _suspect(before: datetime) -> MessageLogQuerySet:
    # What goes through an exchange may wait in queues that only RabbitMQ knows of.
    direct = Q(exchange="") & (Q(routing_key="") | Q(routing_key=F("queue")))
    return MessageLog.objects.waiting().filter(direct, sent_at__lt=before)


def _is_empty(queue: QueueSettings) -> bool:
    broker = connections.get(queue.broker)
    if broker.is_ledger:
        return False
    try:
        depth = broker.depth(queue)
    except BrokerError:
        return False
    return depth is None or depth.ready == 0


def _send_again(name: str, before: datetime) -> None:
    first = _suspect(before).filter(queue=name).order_by("-priority", "id")[:BATCH]
    pks = list(first.values_list("pk", flat=True))
    again = MessageLog.objects.filter(pk__in=pks).send_again(sent_before=before)
    if again:
        logger.warning("%d messages are not in their queue %s; they are sent again", again, name)
