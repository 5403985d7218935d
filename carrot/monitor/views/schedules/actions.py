"""What can be done to schedules from their list: run, switch on, switch off, delete."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from carrot.exceptions import CarrotError, TriggerError
from carrot.models import ScheduledTask
from carrot.monitor import audit, site
from carrot.monitor.access import requires_change
from carrot.scheduling import rules
from carrot.scheduling.firing import run_now

ACTIONS = ("enable", "disable", "delete")
MOST = 1000
"""How many schedules one request may change."""


@require_POST
@requires_change
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a schedule now, whatever its time rule says, and go to the message."""
    schedule = ScheduledTask.objects.filter(pk=pk).first()
    if schedule is None:
        raise Http404("There is no such schedule; it may have been deleted.")
    try:
        with transaction.atomic():
            message = run_now(schedule)
            audit.record(request, "run schedule", schedule.task_name, str(message.uuid))
    except CarrotError as error:
        tell(request, f"{schedule.task_name} was not run: {error}", failed=True)
        return redirect("carrot:schedule", schedule.pk)
    tell(request, f"{schedule.task_name} was sent to the queue {message.queue}.")
    return redirect("carrot:message", message.uuid)


@require_POST
@requires_change
def act(request: HttpRequest) -> HttpResponse:
    """Enable, disable or delete the chosen schedules; deleting asks first."""
    action, pks = _asked(request.POST)
    if action not in ACTIONS:
        return HttpResponseBadRequest(f"Give one of the actions {', '.join(ACTIONS)}.")
    chosen = ScheduledTask.objects.filter(pk__in=pks)
    if action == "delete":
        if "confirmed" not in request.POST:
            context = {"schedules": list(chosen)}
            return site.render(request, "carrot/schedules/delete.html", context)
        _delete(request, list(chosen))
    else:
        _switch(request, list(chosen), active=action == "enable")
    return redirect("carrot:schedules")


def _asked(given: QueryDict) -> tuple[str, list[int]]:
    """The action and the numbers of its schedules: a row's own button, or all that are ticked."""
    for action in ACTIONS:
        if action in given:
            return action, _numbers([str(given[action])])
    return given.get("action", ""), _numbers(given.getlist("schedule")[:MOST])


def _numbers(texts: Sequence[str]) -> list[int]:
    return [int(each) for each in texts if each.isascii() and each.isdecimal() and len(each) < 19]


def _delete(request: HttpRequest, chosen: Sequence[ScheduledTask]) -> None:
    with transaction.atomic():
        for schedule in chosen:
            audit.record(request, "delete schedule", schedule.task_name, schedule.task)
        ScheduledTask.objects.filter(pk__in=[each.pk for each in chosen]).delete()
    tell(request, f"{_counted(chosen)} deleted. Messages they published are kept.")


def _switch(request: HttpRequest, chosen: Sequence[ScheduledTask], *, active: bool) -> None:
    word = "on" if active else "off"
    try:
        with transaction.atomic():
            changed = rules.switch([each.pk for each in chosen], timezone.now(), active=active)
            for schedule in chosen:
                if schedule.active != active:
                    audit.record(request, f"switch schedule {word}", schedule.task_name)
    except TriggerError as error:
        tell(request, f"Nothing was switched {word}. {error}", failed=True)
        return
    same = len(chosen) - changed
    tail = f"; {same} {'was' if same == 1 else 'were'} {word} already" if same else ""
    tell(request, f"{changed} {'schedule' if changed == 1 else 'schedules'} switched {word}{tail}.")


def _counted(chosen: Sequence[ScheduledTask]) -> str:
    if len(chosen) == 1:
        return f"Schedule {chosen[0].task_name} was"
    return f"{len(chosen)} schedules were"


def tell(request: HttpRequest, report: str, *, failed: bool = False) -> None:
    """Say on the next page what happened, where the project has Django's messages."""
    level = messages.ERROR if failed else messages.SUCCESS
    messages.add_message(request, level, report, fail_silently=True)
