"""The parts of the editor that htmx fetches alone. Neither changes anything."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from carrot.models import ScheduledTask
from carrot.monitor.access import may_change, requires_change
from carrot.monitor.forms.reading import Begun
from carrot.monitor.forms.schedule import ScheduleForm
from carrot.monitor.views.calls import number
from carrot.monitor.views.schedules.drafts import draft, find
from carrot.monitor.views.schedules.origins import Origin
from carrot.monitor.views.schedules.page import beside, task_part


@require_safe
def form_part(request: HttpRequest) -> HttpResponse:
    """The form of the task that `?task=` names, for a new schedule or for `?schedule=`."""
    stored = _stored(request.GET.get("schedule", ""))
    origin = Origin() if stored else Origin.of(request.GET)
    form = draft(request, stored, origin)
    context = {**task_part(form, stored, origin), "may_change": may_change(request)}
    return render(request, "carrot/call/task_part.html", context)


@require_POST
@requires_change
def preview(request: HttpRequest) -> HttpResponse:
    """What the form as it was sent would do, and what is wrong with it. Nothing is saved."""
    # A form can be too large for an address: hence POST, for a question.
    stored = _stored(request.POST.get("schedule", ""))
    form = ScheduleForm(
        request.POST,
        instance=stored or ScheduledTask(),
        begun=Begun.by(request, stored or Origin.of(request.POST).stored),
        now=timezone.now(),
    )
    form.is_valid()
    context = {**beside(form), "checked": True, "may_change": True}
    return render(request, "carrot/schedules/preview.html", context)


def _stored(text: str) -> ScheduledTask | None:
    pk = number(text)
    return find(pk) if pk is not None else None
