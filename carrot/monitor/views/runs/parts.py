"""The parts of the page that htmx fetches alone. Neither changes anything."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from carrot.monitor.forms.reading import Begun
from carrot.monitor.forms.run import RunForm
from carrot.monitor.views.runs.page import admit, beside, draft, task_part
from carrot.monitor.views.runs.sources import Source


@require_safe
def form_part(request: HttpRequest) -> HttpResponse:
    """The form of the task that `?task=` names."""
    admit(request)
    source = Source.of(request.GET)
    context = {**task_part(draft(request, source), source), "may_change": True}
    return render(request, "carrot/call/task_part.html", context)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What the form as it was sent would do, and what is wrong with it. Nothing is published."""
    admit(request)
    source = Source.of(request.POST)
    form = RunForm(request.POST, begun=Begun.by(request, source.message), now=timezone.now())
    form.is_valid()
    context = {**beside(form), "checked": True, "may_change": True}
    return render(request, "carrot/runs/preview.html", context)
