"""The page that runs a task once, on which nothing typed is lost."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from carrot.models import MessageLog
from carrot.monitor import site
from carrot.monitor.access import requires_change
from carrot.monitor.forms.reading import Begun
from carrot.monitor.forms.run import RunForm, token_of
from carrot.monitor.text import exact
from carrot.monitor.views.runs.page import admit, draft, whole_page
from carrot.monitor.views.runs.publishing import is_same, send, sent_before
from carrot.monitor.views.runs.sources import Source
from carrot.monitor.views.schedules.actions import tell


@require_http_methods(["GET", "HEAD", "POST"])
@requires_change
def run(request: HttpRequest) -> HttpResponse:
    """The form of the task that `?task=` names, or of the message that `?message=` names.

    Sent, it publishes one message and leads to it.
    """
    admit(request)
    if request.method == "POST":
        return _post(request)
    source = Source.of(request.GET)
    if source.gone:
        raise Http404("There is no such message; it may have been deleted.")
    return _show(request, draft(request, source), source)


def _post(request: HttpRequest) -> HttpResponse:
    source = Source.of(request.POST)
    before = sent_before(request.POST)
    form = RunForm(
        request.POST,
        begun=Begun.by(request, source.message),
        now=timezone.now(),
        is_repeated=before is not None,
    )
    valid = form.is_valid()
    if before is None and (not valid or source.has_changed(request.POST)):
        return _show(request, form, source)
    if before is None:
        row = send(request, form, source)
        if row is not None:
            tell(request, _report(row))
            return redirect("carrot:message", row.uuid)
        before = sent_before(request.POST)
    if before is None:
        return _show(request, form, source)
    if valid and is_same(before, form):
        tell(request, "This form was sent already, and this is its message.")
        return redirect("carrot:message", before.uuid)
    return _show(request, form, source, before)


def _report(row: MessageLog) -> str:
    if row.not_before:
        return f"{row.task} is held back until {exact(row.not_before)}."
    return f"{row.task} was sent to the queue {row.queue}."


def _show(
    request: HttpRequest, form: RunForm, source: Source, before: MessageLog | None = None
) -> HttpResponse:
    context = {**whole_page(form, source), "before": before}
    if before is not None or token_of(request.POST.get("token", "")) is None:
        context["token"] = uuid4()
    else:
        context["token"] = request.POST["token"]
    return site.render(request, "carrot/runs/run.html", context)
