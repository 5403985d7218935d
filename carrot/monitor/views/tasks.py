"""The catalogue of tasks, and the page of one of them."""

from __future__ import annotations

import inspect

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from carrot import conf
from carrot.exceptions import UnknownTask
from carrot.models import ScheduledTask
from carrot.monitor import site
from carrot.monitor.catalogue import by_module, entry, matches, parameters
from carrot.monitor.views.schedules.rows import row
from carrot.tasks import registry

SEARCH_LIMIT = 200
MOST_SCHEDULES = 100


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """All tasks by module; `q` searches names and first lines."""
    term = request.GET.get("q", "").strip()[:SEARCH_LIMIT]
    counted = dict(
        ScheduledTask.objects.order_by().values_list("task").annotate(number=Count("pk"))
    )
    entries = [entry(task, counted.get(task.name, 0)) for task in registry.every()]
    found = [each for each in entries if matches(each, term)]
    context = {
        "modules": by_module(found),
        "shown": len(found),
        "total": len(entries),
        "q": term,
        "task_modules": conf.get().task_modules,
        "gone": sorted(counted.keys() - {each.name for each in entries}),
    }
    return site.render(request, "carrot/tasks/list.html", context)


@require_safe
def task(request: HttpRequest, name: str) -> HttpResponse:
    """One task: what it does, what it takes, and its schedules."""
    try:
        found = registry.get(name)
    except UnknownTask as error:
        raise Http404(str(error)) from error
    schedules = ScheduledTask.objects.filter(task=name)
    now = timezone.now()
    context = {
        "entry": entry(found),
        "owner": registry.owner(name),
        "docstring": inspect.getdoc(inspect.unwrap(found.function)) or "",
        "parameters": parameters(found),
        "rows": [row(each, now) for each in schedules[:MOST_SCHEDULES]],
        "more": schedules.count() - MOST_SCHEDULES,
    }
    return site.render(request, "carrot/tasks/task.html", context)


urlpatterns = [
    path("tasks/", tasks, name="tasks"),
    path("tasks/<str:name>/", task, name="task"),
]
