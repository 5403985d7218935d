"""The lists of messages: queued, failed, completed, all."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Left
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from carrot.models import MessageLog, Status
from carrot.monitor import actions, columns, keyset, message_columns, site
from carrot.monitor.filters import PERIODS, Filters
from carrot.monitor.keyset import Cursor
from carrot.monitor.permissions import visible
from carrot.monitor.states import STATES
from carrot.tasks import registry

_LARGE = {"output", "exception", "traceback"}
"""What no list shows, but for the beginning of an exception."""


@require_safe
def messages(request: HttpRequest, state: str) -> HttpResponse:
    """One page of a list."""
    chosen = STATES.get(state)
    if chosen is None:
        raise Http404(f"There is no list {state[:50]!r}; there are {', '.join(STATES)}.")
    filters = Filters.read(request.GET.dict())
    segments = [_light(rows) for rows in filters.apply(chosen, timezone.now())]
    faults = list(filters.faults)
    before, after = (_cursor(request, name, faults) for name in ("before", "after"))
    page = keyset.page(segments, chosen.time, before=before, after=after)
    rows = visible(request, page.rows)
    table = columns.table(message_columns.of_list(state), rows)
    hidden = len(page.rows) - len(rows)
    if hidden:
        faults.append(f"{hidden} of this page are not shown, because you may not see them.")
    context: dict[str, Any] = {
        "state": chosen,
        "states": STATES.values(),
        "filters": filters,
        "faults": [*faults, *table.faults],
        "page": page,
        "table": table,
        "live": not (before or after),
        "actions": actions.offered(request, state),
        "periods": {name: words for name, (words, _) in PERIODS.items()},
        "statuses": Status.choices,
        "task_names": [task.name for task in registry.every()],
        "queue_names": sorted(registry.queues()),
        "here": request.get_full_path(),
        "newer": filters.address(after=page.newer) if page.newer else "",
        "older": filters.address(before=page.older) if page.older else "",
        "newest": reverse("carrot:messages", args=[state]) + filters.address(),
    }
    return site.render(request, "carrot/messages/list.html", context)


def _light(rows: QuerySet[MessageLog]) -> Any:
    left_out = _LARGE - columns.fields("message")
    return rows.defer(*left_out).annotate(exception_line=Left("exception", 300))


def _cursor(request: HttpRequest, name: str, faults: list[str]) -> Cursor | None:
    text = request.GET.get(name, "")
    cursor = Cursor.read(text)
    if text and cursor is None:
        faults.append("The address names no place in this list; these are the newest.")
    return cursor


urlpatterns = [path("messages/<str:state>/", messages, name="messages")]
