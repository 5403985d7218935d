"""The history of a schedule: who changed it, when it was held and why, when it was let go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from carrot.models import AuditEntry, ScheduledTask
from carrot.scheduling.holding import HELD, LET_GO

LENGTH = 20
_WORDS = {
    HELD: ("Held", "attention"),
    LET_GO: ("Let go", "good"),
    "create schedule": ("Created", "neutral"),
    "change schedule": ("Changed", "neutral"),
    "run schedule": ("Run now", "neutral"),
    "enable": ("Switched on", "neutral"),
    "disable": ("Switched off", "neutral"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of it. `who` is empty for the scheduler itself."""

    at: datetime
    word: str
    kind: str
    who: str
    detail: str


def of(schedule: ScheduledTask) -> list[Event]:
    """The latest events, the newest first. One query."""
    entries = AuditEntry.objects.filter(scheduled_task=schedule.pk).order_by("-id")[:LENGTH]
    return [_event(each) for each in entries]


def _event(entry: AuditEntry) -> Event:
    word, kind = _WORDS.get(entry.action, (entry.action.capitalize(), "neutral"))
    by_itself = entry.action in (HELD, LET_GO)
    who = "" if by_itself else entry.user or entry.address or "somebody"
    return Event(at=entry.time, word=word, kind=kind, who=who, detail=entry.detail)
