"""Noticing that a schedule was changed while somebody had it open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from carrot.models import ScheduledTask
from carrot.monitor import text
from carrot.monitor.arguments import call_summary
from carrot.monitor.forms.schedule import ScheduleForm

_FIELDS = {
    "task_name": "Name",
    "task": "Task",
    "trigger": "Kind of time rule",
    "interval_count": "Every",
    "interval_type": "Every (unit)",
    "cron": "Cron",
    "time_zone": "Time zone",
    "run_at": "Date and time",
    "queue": "Queue",
    "priority": "Priority",
    "active": "Switched on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that says something else in the database than in the form that was sent."""

    label: str
    stored: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Somebody else's change since the page was opened."""

    when: str
    differences: list[Difference]


def conflict(
    form: ScheduleForm, stored: ScheduledTask, seen: str, now: datetime
) -> Conflict | None:
    """What changed since the page that was `seen`; None if it was the present state.

    The form must have been validated: its instance is what would be saved.
    """
    if seen == stored.updated_at.isoformat():
        return None
    return Conflict(
        when=text.relative(stored.updated_at, now), differences=_differences(form.instance, stored)
    )


def _differences(typed: ScheduledTask, stored: ScheduledTask) -> list[Difference]:
    found = [
        Difference(
            label=label, stored=_shown(getattr(stored, name)), typed=_shown(getattr(typed, name))
        )
        for name, label in _FIELDS.items()
        if getattr(stored, name) != getattr(typed, name)
    ]
    if stored.arguments != typed.arguments:
        found.append(
            Difference(
                label="Arguments",
                stored=call_summary(stored),
                typed=call_summary(typed),
            )
        )
    return found


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return text.exact(value)
    return "—" if value in (None, "") else str(value)
