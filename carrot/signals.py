"""Signals that tell what happened. Nobody needs to answer; a receiver that raises is logged."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model
from django.dispatch import Signal

message_published = Signal()
"""Sent with `message` (a `MessageLog`) after its row is written."""

task_started = Signal()
"""Sent by the supervisor with `message` (a `MessageLog`) when a worker has claimed it."""

task_finished = Signal()
"""Sent with `message` (a `MessageLog`) when it has completed or failed, after the commit.

By the supervisor for what ran, was lost too often or cannot be run as it is; by the publishing
process for what a broker refuses for good. Not for what a person cancels.
"""

schedule_fired = Signal()
"""Sent by the scheduler with `schedule` (a `ScheduledTask`) and `message` (a `MessageLog`)."""


def tell_finished(messages: Iterable[Model]) -> None:
    """Send `task_finished` for each. Call it when what they became is committed."""
    for message in messages:
        task_finished.send_robust(sender=type(message), message=message)
