"""What the editor's templates are given, for the whole page and for its two live parts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from carrot.exceptions import ArgumentsError
from carrot.models import ScheduledTask
from carrot.monitor.arguments import as_json
from carrot.monitor.catalogue import entry, modules
from carrot.monitor.forms.arguments import ArgumentsField
from carrot.monitor.forms.schedule import ScheduleForm
from carrot.monitor.forms.times import zone_names, zone_or_default
from carrot.monitor.forms.widget import ASSETS
from carrot.monitor.views.schedules.drafts import suggested_name
from carrot.monitor.views.schedules.faults import argument_faults, faults
from carrot.monitor.views.schedules.upcoming import upcoming
from carrot.tasks import registry


def whole_page(form: ScheduleForm, stored: ScheduledTask | None) -> dict[str, Any]:
    """The context of the editor. `stored` is the schedule as it is in the database."""
    return {
        **task_part(form, stored),
        **beside(form),
        "assets": ASSETS,
        "stored_name": stored.task_name if stored else "",
        "seen": stored.updated_at.isoformat() if stored else "",
        "held": stored.held if stored else "",
        "queue_names": sorted(registry.queues()),
        "zone_names": zone_names(),
        "default_zone": timezone.get_default_timezone_name(),
    }


def task_part(form: ScheduleForm, stored: ScheduledTask | None) -> dict[str, Any]:
    """The context of the chosen task and the form of its arguments."""
    task = form.task_found
    field = form.fields.get("arguments")
    raw = isinstance(field, ArgumentsField) and not field.widget.shows(form["arguments"].value())
    return {
        "form": form,
        "schedule": stored,
        "here": _address(stored),
        "modules": modules(),
        "task_name": form.task_name,
        "task": entry(task) if task else None,
        "stored_arguments": as_json(stored.arguments) if stored else "",
        "suggested_name": "" if stored else suggested_name(form.task_name),
        "raw": raw,
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
        "call": _call(form),
        "faults": found,
    }


def _call(form: ScheduleForm) -> str:
    if form.task_found is None or "arguments" in form.errors:
        return ""
    try:
        return form.task_found.arguments.as_python(form.instance.arguments)
    except ArgumentsError:
        return ""


def _address(stored: ScheduledTask | None) -> str:
    return (
        reverse("carrot:schedule", args=[stored.pk]) if stored else reverse("carrot:schedule-new")
    )
