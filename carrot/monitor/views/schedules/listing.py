"""The list of schedules."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from carrot.models import ScheduledTask
from carrot.models.text import storable
from carrot.monitor import actions, site
from carrot.monitor.views.schedules.rows import row
from carrot.scheduling import fitness

PAGE = 50
SEARCH_LIMIT = 200
STATES = {"on": "On", "off": "Off", "held": "Held"}


@require_safe
def schedules(request: HttpRequest) -> HttpResponse:
    """All schedules by name; `q` searches names and tasks, `task` and `state` narrow it."""
    given = {name: _text(request.GET, name) for name in ("q", "task", "state")}
    found = _matching(given)
    now = timezone.now()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [row(schedule, now) for schedule in page],
        "page": page,
        "given": given,
        "states": STATES,
        "actions": actions.offered(target="schedule"),
        "task_names": ScheduledTask.objects.order_by("task")
        .values_list("task", flat=True)
        .distinct(),
        "filtered": any(given.values()),
        "query": urlencode({name: value for name, value in given.items() if value}),
    }
    return site.render(request, "carrot/schedules/list.html", context)


def held() -> Q:
    """The schedules that are held, or will be as soon as a service looks at them."""
    return ~Q(held="") | Q(pk__in=[each.pk for each, _why in fitness.unfit()])


def _text(given: Mapping[str, str], name: str) -> str:
    return storable(given.get(name, ""), 4 * SEARCH_LIMIT).strip()[:SEARCH_LIMIT]


def _matching(given: Mapping[str, str]) -> QuerySet[ScheduledTask]:
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
