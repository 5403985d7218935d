"""The schedule editor: one page, on which nothing typed is lost."""

from __future__ import annotations

from copy import copy

from django.db import IntegrityError, router, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from carrot.exceptions import CarrotError, TriggerError
from carrot.models import MessageLog, ScheduledTask
from carrot.monitor import audit, site
from carrot.monitor.access import requires_change
from carrot.monitor.arguments import call_summary
from carrot.monitor.forms.reading import Begun
from carrot.monitor.forms.schedule import ScheduleForm
from carrot.monitor.permissions import require_change
from carrot.monitor.views.schedules.actions import tell
from carrot.monitor.views.schedules.drafts import draft, find, find_or_404
from carrot.monitor.views.schedules.origins import Origin
from carrot.monitor.views.schedules.page import whole_page
from carrot.monitor.views.schedules.rows import words
from carrot.monitor.views.schedules.stale import Conflict, conflict
from carrot.scheduling import rules
from carrot.scheduling.firing import run_now

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@requires_change
def new(request: HttpRequest) -> HttpResponse:
    """An empty editor, with the form of the task that `?task=` names, or a copy of a schedule."""
    if request.method == "POST":
        return _post(request, None)
    origin = Origin.of(request.GET)
    if origin.gone:
        raise Http404("The schedule that is to be copied is not there; it may have been deleted.")
    return _show(request, draft(request, None, origin), None, origin)


@require_http_methods(_METHODS)
@requires_change
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor of one schedule; `?task=` shows it with another task's form."""
    if request.method == "POST":
        return _post(request, pk)
    form = draft(request, find_or_404(pk), Origin())
    return _show(request, form, find_or_404(pk), Origin())


def _post(request: HttpRequest, pk: int | None) -> HttpResponse:
    now = timezone.now()
    message = None
    with transaction.atomic(using=router.db_for_write(ScheduledTask)):
        stored = find(pk, lock=True) if pk is not None else None
        if stored is not None:
            require_change(request, stored)
        origin = Origin.of(request.POST) if pk is None else Origin()
        form = ScheduleForm(
            request.POST,
            instance=copy(stored) if stored else origin.blank(""),
            begun=Begun.by(request, stored or origin.stored),
            now=now,
        )
        valid = form.is_valid()
        seen = request.POST.get("seen", "")
        other = conflict(form, stored, seen, now) if stored else None
        deleted = pk is not None and stored is None
        lost = deleted or origin.gone
        if lost or other or not valid or not _save(request, form, stored):
            return _show(request, form, stored, origin, other, deleted=deleted)
        if request.POST.get("then") == "run":
            message = _run(request, form.instance)
    tell(request, f"{form.instance.task_name} was saved: {words(form.instance)}.")
    if message is not None:
        return redirect("carrot:message", message.uuid)
    return redirect("carrot:schedules")


def _save(request: HttpRequest, form: ScheduleForm, stored: ScheduledTask | None) -> bool:
    schedule = form.instance
    try:
        with transaction.atomic(using=router.db_for_write(ScheduledTask)):
            rules.save(schedule, form.now)
    except IntegrityError:
        form.add_error("task_name", "Another schedule was given this name just now.")
        return False
    except TriggerError as error:
        form.add_error(None, str(error))
        return False
    audit.record(
        request,
        "change schedule" if stored else "create schedule",
        schedule.task_name,
        f"{schedule.task}({call_summary(schedule)}), {words(schedule)}",
        schedule=schedule,
    )
    return True


def _run(request: HttpRequest, schedule: ScheduledTask) -> MessageLog | None:
    try:
        with transaction.atomic(using=router.db_for_write(MessageLog)):
            message = run_now(schedule)
    except CarrotError as error:
        tell(request, f"{schedule.task_name} was not run: {error}", failed=True)
        return None
    audit.record(request, "run schedule", schedule.task_name, str(message.uuid), schedule=schedule)
    return message


def _show(
    request: HttpRequest,
    form: ScheduleForm,
    stored: ScheduledTask | None,
    origin: Origin,
    other: Conflict | None = None,
    *,
    deleted: bool = False,
) -> HttpResponse:
    context = {**whole_page(form, stored, origin), "conflict": other, "deleted": deleted}
    return site.render(request, "carrot/schedules/editor.html", context)
