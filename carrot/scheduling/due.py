"""What to do about a schedule whose time has come. Pure: decides, does nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from carrot.triggers import Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One run for the occurrence `due_at`, and where the schedule goes on; None at its end."""

    due_at: datetime
    next_run_at: datetime | None


def coalesce(trigger: Trigger, *, due_at: datetime, now: datetime) -> Step:
    """However many occurrences were missed since `due_at`, they become one run.

    The run is for the oldest of them, so that its lateness shows how long nothing ran. Other
    policies (run all, skip what is too late) are other functions of the same form.
    """
    return Step(due_at=due_at, next_run_at=trigger.next_after(now))
