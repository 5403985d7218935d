"""Running what waits inside a test, without a worker."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

from asgiref.sync import async_to_sync
from django.utils import timezone

from carrot.models import MessageLog
from carrot.tasks.current import CurrentTask, running
from carrot.worker import executor
from carrot.worker.protocol import Job

WORKER = "test"
LIMIT = 1000


def run_waiting(*, limit: int = LIMIT) -> list[MessageLog]:
    """Run every message that waits and is due, here and now, and what those publish in turn.

    Returns the rows as they ended, in the order in which they ran: higher priority first. It
    works inside the transaction of a test, with any broker, since it asks the ledger. What
    tasks log is not kept. After `limit` runs it stops, so that a task which publishes itself
    does not run forever.
    """
    ran: list[MessageLog] = []
    while len(ran) < limit and (row := _claim()) is not None:
        token = running.set(CurrentTask(uuid=row.uuid, attempt=row.attempt, task=row.task))
        try:
            outcome = executor.attempt(Job.of(row, queue=row.queue), _wait)
        finally:
            running.reset(token)
        MessageLog.objects.finish(outcome)
        row.refresh_from_db()
        ran.append(row)
    return ran


def _claim() -> MessageLog | None:
    now = timezone.now()
    waiting = MessageLog.objects.due(now).order_by("-priority", "id")
    first = list(waiting.values_list("uuid", flat=True)[:1])
    won = MessageLog.objects.claim(
        first, worker=WORKER, now=now, lease_until=now + timedelta(minutes=1)
    )
    return won[0] if won else None


def _wait(result: Awaitable[Any]) -> Any:
    async def wait() -> Any:
        return await result

    return async_to_sync(wait)()
