"""A deploy seen by its scheduler: what no longer fits is held at once, not when it is due."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from carrot.models import ScheduledTask
from carrot.scheduling import fitness
from carrot.scheduling.holding import hold, let_go
from carrot.tasks import drift

BATCH = 100


class Review:
    """Judges, once, each active schedule that was made for other code or is held for its sake.

    A schedule that fits again is let go. A few at a time: what is due must not wait for it.
    """

    def __init__(self) -> None:
        self._after = 0
        self.over = False

    def step(self) -> None:
        """Judge the next ones."""
        if self.over:
            return
        batch = list(_suspects().filter(active=True, pk__gt=self._after).order_by("pk")[:BATCH])
        for schedule in batch:
            judge(schedule)
            self._after = schedule.pk
        self.over = len(batch) < BATCH


def judge(schedule: ScheduledTask) -> None:
    """Hold it with the reason if it does not fit, let it go if it was held for that and fits."""
    why = fitness.reason(schedule)
    if why:
        hold(schedule, why)
    elif fitness.is_ours(schedule.held):
        let_go(schedule)


def _suspects() -> QuerySet[ScheduledTask]:
    held = Q(held__startswith=fitness.NO_TASK) | Q(held__startswith=drift.UNFIT)
    other = fitness.made_for_other_code()
    return ScheduledTask.objects.filter(held if other is None else held | other)
