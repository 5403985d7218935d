"""What is done to messages: to one, to those selected, to all that match."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from carrot.models import MessageLog
from carrot.monitor import actions, counts, site
from carrot.monitor.access import may_change, requires_change
from carrot.monitor.filters import Filters
from carrot.monitor.states import STATES
from carrot.plugins.extensions import Action


@require_POST
@requires_change
def act(request: HttpRequest) -> HttpResponse:
    """Do what the button said; ask first where the action or the number calls for it."""
    wanted = request.POST.get("action_all", "")
    matching = bool(wanted)
    found = actions.find(wanted or request.POST.get("action", ""))
    if found is None:
        raise Http404("There is no such action; the plugin that had it may be switched off.")
    owner, action = found
    if not may_change(request, action.permission):
        raise PermissionDenied(f"{action.label} needs the permission {action.permission}.")
    pks = _matching(request) if matching else _chosen(request)
    if not pks:
        messages.warning(request, "Nothing was selected, so nothing was done.", fail_silently=True)
        return redirect(back(request))
    if (matching or action.confirm) and "confirmed" not in request.POST:
        return _ask(request, action, pks, matching=matching)
    rows = MessageLog.objects.filter(pk__in=pks)
    actions.perform(request, owner, action, rows, _what(pks))
    return redirect(back(request))


def back(request: HttpRequest) -> str:
    """Where the person came from, if that is a page of this site."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return address
    return reverse("carrot:messages", args=["all"])


def _chosen(request: HttpRequest) -> list[int]:
    given = ",".join(request.POST.getlist("chosen")).split(",")
    pks = [int(pk) for pk in given if pk.isascii() and pk.isdecimal() and len(pk) < 19]
    return list(dict.fromkeys(pks))[: actions.LIMIT]


def _matching(request: HttpRequest) -> list[int]:
    # A snapshot: what comes to match after the question was asked is not what was confirmed.
    pks: list[int] = []
    for rows in _segments(request):
        pks += rows.order_by("id").values_list("pk", flat=True)[: actions.LIMIT - len(pks)]
    return pks


def _segments(request: HttpRequest) -> list[Any]:
    state = STATES.get(request.POST.get("state", ""))
    if state is None:
        raise Http404("There is no such list.")
    return list(Filters.read(request.POST.dict()).apply(state, timezone.now()))


def _ask(request: HttpRequest, action: Action, pks: list[int], *, matching: bool) -> HttpResponse:
    more = ""
    if matching and len(pks) == actions.LIMIT:
        found = [counts.capped(rows) for rows in _segments(request)]
        total = counts.Count(sum(c.number for c in found), any(c.capped for c in found))
        if total.number > len(pks):
            more = str(total)
    context = {
        "action": action,
        "chosen": ",".join(map(str, pks)),
        "count": len(pks),
        "matching": matching,
        "more": more,
        "examples": MessageLog.objects.filter(pk__in=pks[:5]).defer("output", "traceback"),
        "next": back(request),
    }
    return site.render(request, "carrot/messages/confirm.html", context)


def _what(pks: list[int]) -> str:
    if len(pks) > 1:
        return f"{len(pks):,} messages"
    row = MessageLog.objects.filter(pk=pks[0]).only("uuid", "task").first()
    return f"message {row.uuid} ({row.task})" if row else f"message {pks[0]}"


urlpatterns = [path("messages/action/", act, name="messages-action")]
