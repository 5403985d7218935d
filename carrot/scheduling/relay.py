"""Sends what is due and not with its broker: after a failure, a delay, or a requeue."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from carrot import conf
from carrot.brokers import connections
from carrot.conf import BrokerAddress, Settings
from carrot.exceptions import BrokerError, BrokerUnavailable, ConfigurationError
from carrot.models import MessageLog
from carrot.models.ledger import MessageLogQuerySet
from carrot.publishing import outbox
from carrot.publishing.publisher import Outgoing, Publisher
from carrot.publishing.settling import note

logger = logging.getLogger("carrot")

BATCH = 200
GRACE = timedelta(seconds=3)
"""What was published just now is on its way by the publisher of its own process."""
PAUSE = 0.5
PATIENCE = 10.0
SET_ASIDE = 2.5
"""Seconds for which a queue is left out after a failure in it, so that others get their turn."""
HELD_BACK = timedelta(seconds=3.5)
"""Longer, so that the queue's next turn begins with another message."""

Ticket = tuple[Outgoing, Future[None]]


class Relay:
    """The second chance of every message. Two relays send some twice, which is harmless."""

    def __init__(self) -> None:
        self._on_their_way: dict[BrokerAddress, list[Ticket]] = {}
        self._redirected: set[BrokerAddress] = set()
        self._aside: dict[str, float] = {}

    def step(self) -> float:
        """Send a batch for each broker; returns the seconds until the next look."""
        if problems := conf.problems():
            # What holds meanwhile is another broker than the one that people mean.
            raise ConfigurationError(f"Nothing is sent while settings are wrong: {problems[0]}")
        settings = conf.get()
        more = [self._relay(address, settings) for address in _addresses(settings)]
        return 0.0 if any(more) else PAUSE

    def _relay(self, address: BrokerAddress, settings: Settings) -> bool:
        """Send a batch to one broker; True when all went well and there may be more."""
        broker = connections.get(address)
        publisher = None if broker.is_ledger else outbox.publisher(address)
        unsettled = any(not sent.done() for _, sent in self._on_their_way.get(address, ()))
        if unsettled or (publisher and publisher.down):
            return False
        now = timezone.now()
        if address not in self._redirected:
            _at(address, settings).redirect(broker.virtual_host)
            self._redirected.add(address)
        unsent = _unsent(address, settings, now).exclude(queue__in=self._left_out())
        rows = list(unsent[:BATCH])
        if not rows:
            return False
        _lift(rows, now)
        leaving = [Outgoing.of(row) for row in rows]
        if publisher is None:  # the rows are the queue already
            note([(each, None) for each in leaving])
            return len(rows) == BATCH
        tickets = list(_hand_over(publisher, leaving))
        self._on_their_way[address] = tickets
        sent, failed = _await(tickets)
        if failed is not None:
            self._set_aside(failed)
        return sent == BATCH

    def _set_aside(self, failed: Outgoing) -> None:
        # A broker that is down fails for all, but a queue that is full for its own messages
        # only, and so may a single message: neither must stand before the others for ever.
        message = failed.message
        self._aside[message.queue] = time.monotonic() + SET_ASIDE
        MessageLog.objects.hold_back([message.id], until=timezone.now() + HELD_BACK)

    def _left_out(self) -> list[str]:
        now = time.monotonic()
        self._aside = {queue: until for queue, until in self._aside.items() if until > now}
        return list(self._aside)


def _hand_over(publisher: Publisher, leaving: list[Outgoing]) -> Iterator[Ticket]:
    for outgoing in leaving:
        sent = publisher.hand_over(outgoing)
        if sent is None:
            break
        yield outgoing, sent


def _at(address: BrokerAddress, settings: Settings) -> MessageLogQuerySet:
    """The messages of the queues that this broker carries."""
    here = [queue.name for queue in settings.queues.values() if queue.broker == address]
    if address == settings.default_broker:  # and what no setting names is here too
        return MessageLog.objects.exclude(queue__in=settings.queues.keys() - here)
    return MessageLog.objects.filter(queue__in=here)


def _unsent(address: BrokerAddress, settings: Settings, now: datetime) -> MessageLogQuerySet:
    """What is due and left, whatever its own process does about it."""
    return (
        _at(address, settings)
        .unsent(now)
        .filter(Q(publish_time__lte=now - GRACE) | Q(not_before__isnull=False) | Q(attempt__gt=0))
    )


def _lift(rows: list[MessageLog], now: datetime) -> None:
    held = [row for row in rows if row.not_before is not None]
    if held:
        MessageLog.objects.lift([row.uuid for row in held], now=now)
    for row in held:
        row.not_before = None


def _await(tickets: list[Ticket]) -> tuple[int, Outgoing | None]:
    """Wait for confirmations; how many came, and the message that failed, if one did."""
    deadline = time.monotonic() + PATIENCE
    sent, failed = 0, None
    for outgoing, ticket in tickets:
        try:
            ticket.result(max(0.0, deadline - time.monotonic()))
        except BrokerUnavailable:
            failed = outgoing  # those after it were not tried
            break
        except TimeoutError:
            break
        except BrokerError:
            continue  # settled with its reason
        sent += 1
    outbox.flush(PATIENCE)  # or the next look would find them again
    return sent, failed


def _addresses(settings: Settings) -> set[BrokerAddress]:
    return {settings.default_broker, *(queue.broker for queue in settings.queues.values())}
