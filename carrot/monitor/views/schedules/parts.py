"""The parts of the editor that htmx fetches alone. Neither changes anything."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from carrot.models import ScheduledTask
from carrot.monitor.access import may_change, requires_change
from carrot.monitor.forms.schedule import ScheduleForm
from carrot.monitor.views.schedules.drafts import draft, find
from carrot.monitor.views.schedules.page import beside, task_part


@require_safe
def form_part(request: HttpRequest) -> HttpResponse:
    """The form of the task that `?task=` names, for a new schedule or for `?schedule=`."""
    stored = _stored(request.GET.get("schedule", ""))
    form = draft(request.GET, stored)
    context = {**task_part(form, stored), "may_change": may_change(request)}
    return render(request, "carrot/schedules/task_part.html", context)


@require_POST
@requires_change
def preview(request: HttpRequest) -> HttpResponse:
    """What the form as it was sent would do, and what is wrong with it. Nothing is saved."""
    # A form can be too large for an address: hence POST, for a question.
    stored = _stored(request.POST.get("schedule", ""))
    form = ScheduleForm(request.POST, instance=stored or ScheduledTask(), now=timezone.now())
    form.is_valid()
    context = {**beside(form), "checked": True, "may_change": True}
    return render(request, "carrot/schedules/beside.html", context)


def _stored(pk: str) -> ScheduledTask | None:
    return find(int(pk)) if pk.isascii() and pk.isdecimal() and len(pk) < 20 else None
