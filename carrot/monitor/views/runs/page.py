"""What the templates of a run are given, for the whole page and for its two live parts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from carrot.monitor.access import may_change
from carrot.monitor.forms.arguments import ArgumentsField
from carrot.monitor.forms.reading import Begun
from carrot.monitor.forms.run import RunForm, When
from carrot.monitor.forms.widget import ASSETS
from carrot.monitor.views import calls
from carrot.monitor.views.runs.sources import Source
from carrot.monitor.views.schedules.faults import argument_faults, faults
from carrot.monitor.views.schedules.upcoming import upcoming
from carrot.tasks import registry


def admit(request: HttpRequest) -> None:
    """Only who may publish sees the form: it shows in full what the other pages hide."""
    if not may_change(request):
        raise PermissionDenied("Running a task is a change, and none is allowed from here.")


def draft(request: HttpRequest, source: Source) -> RunForm:
    """The form to begin with: of the message, or of the task that the address names."""
    message = source.message
    name = message.task if message else request.GET.get("task", "")
    task = registry.find(name)
    initial = {
        "task": task.name if task else name,
        "queue": message.queue if message and task and message.queue != task.queue else "",
        "priority": message.priority if message else task.priority if task else 0,
        "when": When.NOW,
    }
    return RunForm(initial=initial, begun=Begun.by(request, source.message), now=timezone.now())


def whole_page(form: RunForm, source: Source) -> dict[str, Any]:
    """The context of the page."""
    return {
        **task_part(form, source),
        **beside(form),
        "assets": ASSETS,
        "source": source,
    }


def task_part(form: RunForm, source: Source) -> dict[str, Any]:
    """The context of the chosen task and the form of its arguments."""
    field = form.fields.get("arguments")
    message = str(source.message.uuid) if source.message else ""
    return {
        **calls.task_part(
            form, here=reverse("carrot:run"), part=reverse("carrot:run-form"), message=message
        ),
        "fixed": source.message is not None,
        "argument_faults": argument_faults(field) if isinstance(field, ArgumentsField) else [],
    }


def beside(form: RunForm) -> dict[str, Any]:
    """The context of what stays in view: when it goes, the call, what is wrong."""
    field = form.fields.get("arguments")
    found = faults(form)
    if not form.is_bound and isinstance(field, ArgumentsField):
        found = argument_faults(field)
    times = [form.goes_at] if form.goes_at else []
    return {
        "form": form,
        "zone": timezone.get_default_timezone_name(),
        "runs": upcoming(times, form.clock_place(), form.now),
        "call": calls.call_text(form),
        "faults": found,
    }
