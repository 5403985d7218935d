"""Notes in the ledger how sending went, many messages in one statement."""

from __future__ import annotations

import contextlib
import logging
import time
from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, connections, router, transaction
from django.utils import timezone

from carrot import signals
from carrot.exceptions import BrokerError, MessageRefused
from carrot.models import MessageLog
from carrot.publishing.desk import Desk
from carrot.publishing.publisher import Outgoing

logger = logging.getLogger("carrot")

UNROUTABLE_PAUSE = timedelta(seconds=30)
LONGEST_TROUBLE = 30.0
"""Seconds for which a database that does not answer is tried; then the relay sends again."""

Settled = tuple[Outgoing, BrokerError | None]


class Settler(Desk[Settled]):
    """The one thread of a process that marks rows as sent, off the path of their publishers.

    It has its own database connection, and gives it back when there is nothing to note.
    """

    most = 500
    linger = 0.1

    def __init__(self) -> None:
        super().__init__("carrot settler")

    def settle(self, outgoing: Outgoing, error: BrokerError | None = None) -> None:
        """Note soon what became of a message. One that is not noted is sent again: harmless."""
        with contextlib.suppress(RuntimeError):  # the process ends
            self.put((outgoing, error))

    def work(self, pieces: list[Settled]) -> None:
        deadline, pause = time.monotonic() + LONGEST_TROUBLE, 0.1
        while True:
            try:
                return note(pieces)
            except (OperationalError, InterfaceError):
                connections.close_all()
                if time.monotonic() > deadline or self.closing:
                    return logger.warning("%d messages are sent, but not noted", len(pieces))
                time.sleep(pause)
                pause = min(pause * 2, 5.0)

    def rest(self) -> None:
        connections.close_all()

    def leave(self) -> None:
        connections.close_all()


def note(settled: list[Settled]) -> None:
    """Write down what became of these messages."""
    now = timezone.now()
    database = router.db_for_write(MessageLog)
    ledger = MessageLog.objects.using(database)
    sent: defaultdict[tuple[int, datetime | None], list[UUID]] = defaultdict(list)
    unroutable: list[Settled] = []
    refused: list[UUID] = []
    with transaction.atomic(using=database):
        for outgoing, error in settled:
            message = outgoing.message
            if error is None:
                sent[outgoing.attempt, outgoing.not_before].append(message.id)
            elif isinstance(error, MessageRefused):
                logger.error("The broker refuses %s %s: %s", message.task, message.id, error)
                if ledger.refuse(message.id, now=now, reason=str(error)):
                    refused.append(message.id)
            else:
                unroutable.append((outgoing, error))
        if unroutable:
            (first, error), ids = unroutable[0], [each.message.id for each, _ in unroutable]
            logger.error("%d messages wait, such as %s: %s", len(ids), first.message.id, error)
            ledger.hold_back(ids, until=now + UNROUTABLE_PAUSE)
        for (attempt, not_before), ids in sent.items():
            ledger.mark_sent(ids, now=now, attempt=attempt, not_before=not_before)
    if refused and signals.task_finished.has_listeners(MessageLog):
        signals.tell_finished(ledger.filter(uuid__in=refused))
