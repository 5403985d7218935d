"""What a list of schedules shows: the part of the address after the question mark."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from carrot.models import ScheduledTask
from carrot.models.text import storable
from carrot.scheduling import fitness

SEARCH_LIMIT = 200
NAMES = ("q", "task", "state")


def read(given: Mapping[str, str]) -> dict[str, str]:
    """The filters by their names, empty where there is none."""
    return {
        name: storable(given.get(name, ""), 4 * SEARCH_LIMIT).strip()[:SEARCH_LIMIT]
        for name in NAMES
    }


def matching(given: Mapping[str, str]) -> QuerySet[ScheduledTask]:
    """The schedules that match what was read, by name."""
    condition = Q()
    if given["q"]:
        condition &= Q(task_name__icontains=given["q"]) | Q(task__icontains=given["q"])
    if given["task"]:
        condition &= Q(task=given["task"])
    if given["state"] == "off":
        condition &= Q(active=False)
    elif given["state"] == "on":
        condition &= Q(active=True) & ~held()
    elif given["state"] == "held":
        condition &= Q(active=True) & held()
    return ScheduledTask.objects.filter(condition).order_by("task_name", "pk")


def held() -> Q:
    """The schedules that are held, or will be as soon as a service looks at them."""
    return ~Q(held="") | Q(pk__in=[each.pk for each, _why in fitness.unfit()])
