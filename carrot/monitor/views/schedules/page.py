"""What the editor's templates are given, for the whole page and for its two live parts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from carrot.models import ScheduledTask
from carrot.monitor import history
from carrot.monitor.forms.arguments import ArgumentsField
from carrot.monitor.forms.schedule import ScheduleForm
from carrot.monitor.forms.times import zone_names, zone_or_default
from carrot.monitor.forms.widget import ASSETS
from carrot.monitor.views import calls
from carrot.monitor.views.schedules.faults import argument_faults, faults
from carrot.monitor.views.schedules.origins import Origin, suggested_name
from carrot.monitor.views.schedules.rows import row
from carrot.monitor.views.schedules.upcoming import upcoming


def whole_page(form: ScheduleForm, stored: ScheduledTask | None, origin: Origin) -> dict[str, Any]:
    """The context of the editor. `stored` is the schedule as it is in the database."""
    return {
        **task_part(form, stored, origin),
        **beside(form),
        "assets": ASSETS,
        "origin": origin,
        "stored_name": stored.task_name if stored else "",
        "seen": stored.updated_at.isoformat() if stored else "",
        **(_standing(stored) if stored else {}),
        "zone_names": zone_names(),
        "default_zone": timezone.get_default_timezone_name(),
    }


def _standing(stored: ScheduledTask) -> dict[str, Any]:
    """How a stored schedule stands: what holds it, and its history."""
    state = row(stored, timezone.now()).state
    return {
        "held": state.reason if state.word == "Held" else "",
        "events": history.of(stored),
        "last_run_at": stored.last_run_at,
    }


def task_part(form: ScheduleForm, stored: ScheduledTask | None, origin: Origin) -> dict[str, Any]:
    """The context of the chosen task and the form of its arguments."""
    field = form.fields.get("arguments")
    return {
        **calls.task_part(
            form,
            here=_address(stored),
            part=reverse("carrot:schedule-form"),
            schedule=str(stored.pk) if stored else "",
            **origin.address,
        ),
        "schedule": stored,
        "suggested_name": "" if stored else suggested_name(form.task_name),
        "argument_faults": argument_faults(field) if isinstance(field, ArgumentsField) else [],
    }


def beside(form: ScheduleForm) -> dict[str, Any]:
    """The context of what stays in view: next runs, the call, what is wrong."""
    field = form.fields.get("arguments")
    found = faults(form)
    if not form.is_bound and isinstance(field, ArgumentsField):
        found = argument_faults(field)
    return {
        "form": form,
        "runs": upcoming(form.runs, zone_or_default(form.place), form.now),
        "rule_fault": form.rule_fault,
        "call": calls.call_text(form),
        "faults": found,
    }


def _address(stored: ScheduledTask | None) -> str:
    return (
        reverse("carrot:schedule", args=[stored.pk]) if stored else reverse("carrot:schedule-new")
    )
