"""A schedule as its list shows it: in words, and with what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from carrot.exceptions import TriggerError
from carrot.models import ScheduledTask
from carrot.monitor.arguments import call_summary
from carrot.monitor.forms.times import zone_or_default
from carrot.monitor.text import shorten
from carrot.scheduling import fitness, rules
from carrot.tasks import registry
from carrot.triggers import Once

LONGEST_REASON = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How a schedule stands: a kind of dot, its word, and the reason if there is one."""

    kind: str
    word: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One schedule of the list, its `task` as it is called now; `runnable` if it could be run."""

    schedule: ScheduledTask
    task: str
    arguments: str
    when: str
    state: State
    runnable: bool
    overdue: bool


def row(schedule: ScheduledTask, now: datetime) -> Row:
    fault = fitness.reason(schedule)
    task = registry.find(schedule.task)
    return Row(
        schedule=schedule,
        task=task.name if task else schedule.task,
        arguments=call_summary(schedule),
        when=words(schedule),
        state=_state(schedule, fault),
        runnable=not fault,
        overdue=schedule.next_run_at is not None and schedule.next_run_at < now,
    )


def words(schedule: ScheduledTask) -> str:
    """The time rule in words; what is wrong with it, if it cannot be followed."""
    try:
        trigger = rules.trigger_of(schedule)
        if isinstance(trigger, Once):
            trigger = Once(at=trigger.at.astimezone(zone_or_default(schedule.time_zone)))
        return trigger.describe()
    except TriggerError as error:
        return str(error)


def _state(schedule: ScheduledTask, fault: str) -> State:
    if not schedule.active:
        return State(kind="off", word="Off", reason=fault)
    reason = fault or schedule.held
    if not reason:
        return State(kind="good", word="On")
    if not fault and fitness.is_ours(reason):
        reason = "It fits the code again: a service lets it go when it starts, or when it is due."
    return State(kind="attention", word="Held", reason=shorten(reason, LONGEST_REASON))
