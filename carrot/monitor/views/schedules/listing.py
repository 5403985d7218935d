"""The list of schedules."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from carrot.models import ScheduledTask
from carrot.monitor import actions, columns, schedule_filters, site
from carrot.monitor.permissions import visible
from carrot.monitor.views.schedules.columns import of_list
from carrot.monitor.views.schedules.rows import row

PAGE = 50
STATES = {"on": "On", "off": "Off", "held": "Held"}


@require_safe
def schedules(request: HttpRequest) -> HttpResponse:
    """All schedules by name; `q` searches names and tasks, `task` and `state` narrow it."""
    given = schedule_filters.read(request.GET)
    found = schedule_filters.matching(given)
    now = timezone.now()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [row(schedule, now) for schedule in visible(request, page)]
    table = columns.table(of_list(), rows, lambda each: each.schedule)
    context = {
        "table": table,
        "page": page,
        "given": given,
        "states": STATES,
        "actions": actions.offered(request, target="schedule"),
        "task_names": ScheduledTask.objects.order_by("task")
        .values_list("task", flat=True)
        .distinct(),
        "filtered": any(given.values()),
        "here": request.get_full_path(),
        "query": urlencode({name: value for name, value in given.items() if value}),
    }
    return site.render(request, "carrot/schedules/list.html", context)
