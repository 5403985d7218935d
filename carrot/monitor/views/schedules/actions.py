"""What can be done to schedules from their pages; plugins' actions stand among the core's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import router, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from carrot.exceptions import CarrotError, TriggerError
from carrot.models import MessageLog, ScheduledTask
from carrot.monitor import audit
from carrot.monitor.access import requires_change
from carrot.monitor.permissions import require_change
from carrot.monitor.targets import SCHEDULES
from carrot.monitor.views import acting
from carrot.plugins import declarations
from carrot.plugins.extensions import Action
from carrot.scheduling import rules
from carrot.scheduling.firing import run_now

ROW_BUTTONS = ("enable", "disable")
"""The actions that a row has a button for, which names its schedule alone."""


def _enable(request: HttpRequest, rows: QuerySet[Any]) -> str:
    changed, faults = 0, []
    for schedule in rows:
        try:
            changed += rules.switch([schedule.pk], timezone.now(), active=True)
        except TriggerError as error:
            faults.append(f"Not switched on: {error}.")
    return " ".join([f"{_counted(changed)} switched on.", *faults])


def _disable(request: HttpRequest, rows: QuerySet[Any]) -> str:
    changed = rules.switch([each.pk for each in rows], timezone.now(), active=False)
    return f"{_counted(changed)} switched off."


def _delete(request: HttpRequest, rows: QuerySet[Any]) -> str:
    deleted = rows.delete()[1].get("carrot.ScheduledTask", 0)
    return f"{_counted(deleted)} deleted. The messages published before are kept."


def _counted(number: int) -> str:
    return f"{number} {'schedule' if number == 1 else 'schedules'}"


declarations.core(
    Action,
    Action(name="enable", label="Switch on", run=_enable, target="schedule", order=100),
    Action(name="disable", label="Switch off", run=_disable, target="schedule", order=110),
    Action(
        name="delete",
        label="Delete",
        run=_delete,
        target="schedule",
        confirm="This cannot be undone. The messages that were published are kept. To stop a "
        "schedule for a while, switch it off instead.",
        style="danger",
        order=120,
    ),
)


@require_POST
@requires_change
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a schedule now, whatever its time rule says, and go to the message."""
    schedule = ScheduledTask.objects.filter(pk=min(pk, 2**63 - 1)).first()
    if schedule is None:
        raise Http404("There is no such schedule; it may have been deleted.")
    require_change(request, schedule)
    try:
        with transaction.atomic(using=router.db_for_write(MessageLog)):
            message = run_now(schedule)
            audit.record(
                request, "run schedule", schedule.task_name, str(message.uuid), schedule=schedule
            )
    except CarrotError as error:
        tell(request, f"{schedule.task_name} was not run: {error}", failed=True)
        return redirect("carrot:schedule", schedule.pk)
    tell(request, f"{schedule.task_name} was sent to the queue {message.queue}.")
    return redirect("carrot:message", message.uuid)


@require_POST
def act(request: HttpRequest) -> HttpResponseBase:
    """Do what the button said to the chosen schedules."""
    name, pks = _asked(request.POST)
    return acting.act(request, SCHEDULES, name, pks)


def _asked(given: QueryDict) -> tuple[str, list[int]]:
    """The action and the numbers of its schedules: a row's own button, or all that are ticked."""
    for name in ROW_BUTTONS:
        if name in given:
            return name, acting.numbers([str(given[name])])
    chosen = [*given.getlist("schedule"), *given.getlist("chosen")]
    return given.get("action", ""), acting.numbers(chosen)


def tell(request: HttpRequest, report: str, *, failed: bool = False) -> None:
    """Say on the next page what happened, where the project has Django's messages."""
    level = messages.ERROR if failed else messages.SUCCESS
    messages.add_message(request, level, report, fail_silently=True)
