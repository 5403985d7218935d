"""Signals that tell what happened. Nobody needs to answer; a receiver that raises is logged."""

from __future__ import annotations

from django.dispatch import Signal

message_published = Signal()
"""Sent with `message` (a `MessageLog`) after its row is written."""

task_started = Signal()
"""Sent by the supervisor with `message` (a `MessageLog`) when a worker has claimed it."""

task_finished = Signal()
"""Sent by the supervisor with `message` (a `MessageLog`) after its outcome is committed."""

schedule_fired = Signal()
"""Sent with `schedule` (a `ScheduledTask`) and `message` (a `MessageLog`)."""
