"""The arguments of a form shown the other way: as fields, or as JSON. Nothing is saved."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from carrot.exceptions import ArgumentsError
from carrot.monitor import actions
from carrot.monitor.access import requires_change
from carrot.monitor.catalogue import entry
from carrot.monitor.forms.action import task_of
from carrot.monitor.forms.reading import Begun
from carrot.monitor.forms.switched import switched
from carrot.monitor.views.calls import number
from carrot.monitor.views.schedules.drafts import find
from carrot.monitor.views.schedules.faults import argument_faults
from carrot.monitor.views.schedules.origins import Origin
from carrot.tasks import Task, registry


@require_POST
@requires_change
def arguments(request: HttpRequest) -> HttpResponse:
    """The form's `arguments` as `to` says: "json", or "form" if its fields can show them."""
    name = request.POST.get("task", "")
    task = registry.find(name) or _of_action(name)
    if task is None:
        raise Http404("No task of this name is registered any more.")
    pk = number(request.POST.get("schedule", ""))
    stored = (find(pk) if pk is not None else None) or Origin.of(request.POST).stored
    as_json = request.POST.get("arguments_as") == "json"
    to_json = request.POST.get("to") == "json"
    text, reading = request.POST.get("arguments", ""), Begun.by(request, stored).reading(task)
    try:
        shown = switched(task, text, reading, as_json=as_json, to_json=to_json)
    except ArgumentsError:
        # Controls send nothing that cannot be read: it is shown as it came.
        shown = switched(task, text, reading, as_json=True, to_json=True)
    form = forms.Form(initial={"arguments": shown.text})
    form.fields["arguments"] = shown.field
    context = {
        "form": form,
        "task": entry(task),
        "may_change": True,
        "raw": shown.raw,
        "stays": as_json and shown.raw and not to_json,
        "argument_faults": argument_faults(shown.field),
    }
    return render(request, "carrot/forms/body.html", context)


def _of_action(name: str) -> Task | None:
    """The callable of an action's form, which goes by `target:name`."""
    target, _colon, action = name.partition(":")
    found = actions.find(action, target)
    return task_of(found[1]) if found else None


urlpatterns = [path("arguments/", arguments, name="arguments")]
