"""Fires what is due, whatever the number of schedules and of schedulers."""

from __future__ import annotations

import logging
import time
from datetime import datetime

from django.db.models.functions import Now

from carrot import conf
from carrot.exceptions import ConfigurationError, TriggerError
from carrot.models import ScheduledTask
from carrot.scheduling import rules
from carrot.scheduling.clock import database_now
from carrot.scheduling.firing import fire
from carrot.scheduling.holding import hold
from carrot.scheduling.review import Review

logger = logging.getLogger("carrot")

BATCH = 100
LONGEST_SLEEP, SHORTEST_SLEEP = 1.0, 0.002
ADOPT_EVERY = 2.0


class Scheduler:
    """Asks the database once for each turn; what people edit counts from the next turn on."""

    def __init__(self) -> None:
        self._adopt_at = 0.0
        self._review = Review()

    def step(self) -> float:
        """Fire what is due; returns the seconds until something may be due again."""
        if problems := conf.problems():
            raise ConfigurationError(
                f"No schedule is fired while settings are wrong: {problems[0]}"
            )
        if time.monotonic() >= self._adopt_at:
            adopt(database_now())
            self._adopt_at = time.monotonic() + ADOPT_EVERY
        self._review.step()
        pause = tick()
        return pause if self._review.over else 0.0


def tick() -> float:
    """One turn: one query for what comes next, and for the time by which it is judged."""
    asked_at = time.monotonic()
    upcoming = (
        ScheduledTask.objects.filter(active=True, next_run_at__isnull=False)
        .annotate(database_now=Now())
        .order_by("next_run_at", "id")[:BATCH]
    )
    for schedule in upcoming:
        now: datetime = schedule.database_now  # type: ignore[attr-defined]
        if schedule.next_run_at is not None and schedule.next_run_at > now:
            wait = (schedule.next_run_at - now).total_seconds() - (time.monotonic() - asked_at)
            return min(max(wait, SHORTEST_SLEEP), LONGEST_SLEEP)
        fire(schedule, now)
    return LONGEST_SLEEP if len(upcoming) < BATCH else 0.0


def adopt(now: datetime) -> int:
    """Plan active schedules that were saved without a next run, by a fixture or by old code."""
    found = ScheduledTask.objects.filter(active=True, next_run_at=None, held="")[:BATCH]
    for schedule in found:
        try:
            rules.save(schedule, now)
        except TriggerError as error:
            hold(schedule, str(error))
    return len(found)
