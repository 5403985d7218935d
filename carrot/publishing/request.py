"""A message's beginning: checked, written into the ledger, handed over on commit."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import router, transaction
from django.utils import timezone

from carrot import conf, signals
from carrot.brokers import connections
from carrot.exceptions import ArgumentsError, ConfigurationError, UnknownTask
from carrot.messages import HIGHEST_PRIORITY
from carrot.models import MessageLog, ScheduledTask
from carrot.models.text import is_storable
from carrot.publishing import outbox
from carrot.publishing.headers import headers_of
from carrot.tasks import Task, registry

LONGEST_NAME = 255
"""AMQP's limit for names, in bytes."""


def publish(
    task: Task,
    document: dict[str, Any],
    *,
    queue: str = "",
    priority: int | None = None,
    exchange: str = "",
    routing_key: str = "",
    not_before: datetime | None = None,
    scheduled_task: ScheduledTask | None = None,
    due_at: datetime | None = None,
    copy_of: MessageLog | None = None,
    message_id: UUID | None = None,
) -> MessageLog:
    """Write a message with this arguments document; it goes to its broker on commit.

    The row is written in the caller's transaction. After the commit the caller waits for the
    broker's confirmation, but at most `publish_timeout` seconds, and not at all while the
    broker is known to be down: then the row waits, and a service sends it. Nothing of that
    raises. With `not_before` the row waits until then. `message_id` is for callers that must
    not publish twice: a second message of the same one is an `IntegrityError`.

    Raises `UnknownTask`, `ArgumentsError` or `ConfigurationError` before anything is written.
    """
    queue = queue or task.queue
    priority = task.priority if priority is None else priority
    _check_settings()
    _check_document(task, document)
    check_options(priority, queue=queue, exchange=exchange, routing_key=routing_key)
    _check_moment(not_before)
    return _begin(
        MessageLog(
            task=task.name,
            arguments=task.arguments.today(document),
            fingerprint=task.arguments.fingerprint,
            signature=task.arguments.signature,
            exchange=exchange,
            queue=queue,
            routing_key=routing_key,
            priority=priority,
            not_before=not_before,
            scheduled_task=scheduled_task,
            due_at=due_at,
            copy_of=copy_of,
            uuid=_checked_id(message_id) if message_id is not None else uuid4(),
        )
    )


def _begin(row: MessageLog) -> MessageLog:
    broker = connections.for_queue(row.queue)
    now = row.publish_time = timezone.now()
    row.virtual_host = broker.virtual_host
    row.sent_at = now if broker.is_ledger else None
    row.headers = headers_of(row)
    database = router.db_for_write(MessageLog)
    row.save(using=database, force_insert=True)
    signals.message_published.send_robust(sender=MessageLog, message=row)
    if row.not_before is None or row.not_before <= now:
        transaction.on_commit(partial(outbox.send, row), using=database, robust=True)
    return row


def _check_settings() -> None:
    if problems := conf.problems():
        raise ConfigurationError(
            f"Nothing is published while the settings are wrong: {problems[0]}"
        )


def _check_document(task: Task, document: dict[str, Any]) -> None:
    if registry.of(task) is None:
        raise UnknownTask(f"{task!r} is not registered; list its module in CARROT['task_modules']")
    task.arguments.decode(document)
    limit = conf.get().max_arguments
    size = len(json.dumps(document, ensure_ascii=False).encode("utf-8", "replace"))
    if size > limit:
        raise ArgumentsError(
            f"The arguments of {task.name} take {size:,} bytes, the limit is {limit:,}; pass "
            f"the key of a stored object, or raise CARROT['max_arguments']"
        )


def check_options(priority: int, **names: str) -> None:
    """Refuse by `ConfigurationError` a priority and names that no broker takes."""
    if not isinstance(priority, int) or not 0 <= priority <= HIGHEST_PRIORITY:
        raise ConfigurationError(f"priority={priority!r}: give 0 to {HIGHEST_PRIORITY}")
    for option, name in names.items():
        if not is_storable(name, LONGEST_NAME):
            raise ConfigurationError(
                f"{option}={name!r:.60}: give a name of at most 255 bytes, of characters that "
                f"a database stores"
            )


def _checked_id(message_id: object) -> UUID:
    try:
        return message_id if isinstance(message_id, UUID) else UUID(str(message_id))
    except ValueError:
        raise ConfigurationError(f"message_id={message_id!r:.60}: give a UUID") from None


def _check_moment(moment: datetime | None) -> None:
    if moment is not None and not isinstance(moment, datetime):
        raise ConfigurationError(f"not_before={moment!r:.60}: give a datetime")
    if moment is not None and settings.USE_TZ and timezone.is_naive(moment):
        raise ConfigurationError(
            f"not_before={moment.isoformat()} has no time zone; give an aware datetime, such as "
            f"django.utils.timezone.now() + timedelta(minutes=5)"
        )
