"""Rows of the ledger in any state, as the monitor's tests need them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from carrot.models import MessageLog, Status

TASK = "tests.project.tasks.add"


def build(
    status: Status = Status.COMPLETED, *, minutes_ago: float = 10, **given: Any
) -> MessageLog:
    """A message, not yet saved, published some minutes ago, that stands as its status says."""
    published = timezone.now() - timedelta(minutes=minutes_ago)
    started, ended = published + timedelta(seconds=1), published + timedelta(seconds=3.5)
    values: dict[str, Any] = {"publish_time": published, "sent_at": published, "task": TASK}
    if status not in (Status.PUBLISHED, Status.CANCELLED):
        values |= {"start_time": started, "attempt": 1, "worker": "box:1"}
    if status == Status.COMPLETED:
        values["completion_time"] = ended
    if status in (Status.FAILED, Status.CANCELLED):
        values["failure_time"] = ended
    return MessageLog(status=status, **{**values, **given})


def message(
    status: Status = Status.COMPLETED, *, minutes_ago: float = 10, **given: Any
) -> MessageLog:
    """The same, saved."""
    row = build(status, minutes_ago=minutes_ago, **given)
    row.save(force_insert=True)
    return row


def one_of_each() -> dict[Status, MessageLog]:
    """A message in each of the states."""
    return {status: message(status) for status in Status}
