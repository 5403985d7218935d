"""Rows of every kind, with texts that a page must escape: what plugins have to bear."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from carrot.models import FailureKind, MessageLog, ScheduledTask, Status

MARKUP = "<script>carrot_sample()</script>"
"""Stands in every text of the samples; on a page it must be escaped."""
_TEXTS = (MARKUP, f"{MARKUP} {'long ' * 400}", "", "\u202e\x1b[31m")


def messages(*, each: int = 4) -> list[MessageLog]:
    """So many messages of each status, the first as a task leaves them, the others odder."""
    now = timezone.now()
    rows = [_message(Status(status), number, now) for status in Status for number in range(each)]
    MessageLog.objects.bulk_create(rows)
    return list(MessageLog.objects.filter(uuid__in=[row.uuid for row in rows]).order_by("id"))


def schedule() -> ScheduledTask:
    """A schedule of a task that is not registered here."""
    return ScheduledTask.objects.create(
        task_name=f"Sample {MARKUP}",
        task=f"sample.{MARKUP}",
        arguments={"text": MARKUP},
        interval_type="hours",
        interval_count=1,
        next_run_at=timezone.now() + timedelta(hours=1),
    )


def _message(status: Status, number: int, now: datetime) -> MessageLog:
    text, began = _TEXTS[number % len(_TEXTS)], now - timedelta(minutes=number + 1)
    given: dict[str, Any] = {}
    if status in (Status.FAILED, Status.CANCELLED):
        given["failure_time"] = now
    if status == Status.FAILED:
        kinds = list(FailureKind)
        given |= {
            "exception": f"SampleError: {text}",
            "traceback": f"Traceback\n{text}",
            "failure_kind": kinds[number % len(kinds)],
        }
    if status == Status.COMPLETED:
        given |= {"completion_time": now, "output": text}
    if status != Status.PUBLISHED:
        given |= {"start_time": began, "attempt": 1, "worker": f"sample {text}"[:255]}
    return MessageLog(
        uuid=uuid.uuid4(),
        status=status,
        task=f"sample.{text}"[:255],
        arguments={"text": text, "none": None, "nested": [{"deep": [text]}], "number": 2**70},
        queue=f"sample {MARKUP}",
        headers={"tenant": MARKUP},
        publish_time=began,
        **given,
    )
