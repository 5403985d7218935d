"""How far an action over many rows is, and what became of each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods

from carrot.models import ActionRun
from carrot.monitor import acting, actions, site
from carrot.monitor.permissions import CHANGE, may_change
from carrot.monitor.targets import TARGETS, Target
from carrot.monitor.views.calls import number


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The page of a run; a POST takes its next step and comes back to it."""
    row = ActionRun.objects.filter(uuid=uuid).first()
    target = TARGETS.get(row.target) if row else None
    if row is None or target is None:
        raise Http404(f"There is no run {uuid} of an action; its report may be deleted by now.")
    found = actions.find(row.action, row.target)
    permission = found[1].permission if found else CHANGE
    if not may_change(request, permission):
        raise PermissionDenied(f"{row.label} needs the permission {permission}.")
    if request.method == "POST":
        acting.advance(request, uuid, number(request.POST.get("seen", "")) or 0)
        return redirect("carrot:action-run", uuid)
    context = {
        "run": row,
        "target": target,
        "counted": target.counted(row.total),
        "here": request.get_full_path(),
        "back": row.back or target.home(),
        "results": _results(row, target),
        "unshown": row.succeeded + row.failed - len(row.results),
    }
    return site.render(request, "carrot/actions/run.html", context)


def _results(row: ActionRun, target: Target) -> list[dict[str, Any]]:
    """The outcomes, with the address of each row that is still there."""
    pks = [each["pk"] for each in row.results]
    there = set(target.rows(pks).values_list("pk", flat=True))
    return [
        {**each, "url": target.address(each["key"]) if each["pk"] in there else ""}
        for each in row.results
    ]


urlpatterns = [path("actions/<uuid:uuid>/", run, name="action-run")]
