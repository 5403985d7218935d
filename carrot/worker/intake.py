"""From a delivery to a run: read, claimed, known; or a row that says why not."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from carrot import conf, signals
from carrot.brokers.base import Delivery
from carrot.models import FailureKind, MessageLog, Status
from carrot.models.text import storable
from carrot.worker import databases
from carrot.worker.records import database, ledger

logger = logging.getLogger("carrot")

EXCERPT = 4096

T = TypeVar("T")


class Intake:
    """Turns deliveries into claimed rows. `wait` says, being true, that the service stops."""

    def __init__(self, worker: str, *, wait: Callable[[float], bool]) -> None:
        self._worker = worker
        self._wait = wait

    def claim(self, deliveries: Sequence[Delivery]) -> dict[UUID, MessageLog] | None:
        """The rows that these brought and this worker has won; None when the service stops.

        What is not in it is done with: somebody else has it, or a row says what is wrong.
        """
        won = {each.claim.uuid: each.claim for each in deliveries if each.claim is not None}
        ids = [
            each.message_id
            for each in deliveries
            if each.claim is None and each.message_id is not None
        ]
        taken = self._insist(lambda: self._take(ids)) if ids else []
        if taken is None:
            return None
        won |= {row.uuid: row for row in taken}
        strange = [each for each in deliveries if each.message_id not in won]
        if strange and self._insist(lambda: _record_strangers(strange)) is None:
            return None
        if signals.task_started.has_listeners(MessageLog):
            for row in won.values():
                signals.task_started.send_robust(sender=MessageLog, message=row)
        return won

    def _take(self, ids: Sequence[UUID]) -> list[MessageLog]:
        now = timezone.now()
        until = now + timedelta(seconds=conf.get().lease)
        return ledger().claim(ids, worker=self._worker, now=now, lease_until=until)

    def _insist(self, action: Callable[[], T]) -> T | None:
        return databases.insist(action, wait=self._wait, what="claiming")


def _record_strangers(deliveries: Sequence[Delivery]) -> bool:
    """Show in the ledger what no row has asked for."""
    ids = [each.message_id for each in deliveries if each.message_id is not None]
    known = set(ledger().filter(uuid__in=ids).values_list("uuid", flat=True))
    for delivery in deliveries:
        if delivery.message_id is None or delivery.message_id not in known:
            _show(delivery)
    return True


def _show(delivery: Delivery) -> None:
    now = timezone.now()
    row = MessageLog(
        status=Status.FAILED,
        task=delivery.task or "?",
        queue=delivery.queue,
        virtual_host=conf.get().queue(delivery.queue).broker.virtual_host,
        publish_time=now,
        sent_at=now,
        failure_time=now,
        output=storable(delivery.excerpt, EXCERPT),
    )
    if delivery.message_id is None:
        row.failure_kind = FailureKind.BAD_MESSAGE
        row.exception = f"A message cannot be read: {delivery.fault or 'it has no id'}"
    else:
        row.uuid = delivery.message_id
        row.failure_kind = FailureKind.UNKNOWN_MESSAGE
        row.exception = (
            "The message is not in the ledger: it was deleted, or not published by this project"
        )
    logger.error("Queue %s: %s (%s)", delivery.queue, row.exception, row.uuid)
    try:
        with transaction.atomic(using=database()):
            row.save(using=database(), force_insert=True)
    except IntegrityError:
        logger.debug("%s has been recorded by another worker", row.uuid)
    else:
        signals.tell_finished([row])
