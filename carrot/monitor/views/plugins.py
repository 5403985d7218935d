"""Which plugins were found, what they take part in, and what is wrong with them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from carrot.monitor import site
from carrot.plugins import manager

_LOOK = {"active": "good", "failing": "bad", "refused": "bad", "disabled": "off"}


@require_safe
def plugins(request: HttpRequest) -> HttpResponse:
    records = [{"plugin": each, "look": _LOOK[each.state]} for each in manager.records()]
    context = {"records": records, "hooks": manager.hook_names()}
    return site.render(request, "carrot/plugins.html", context)


urlpatterns = [path("plugins/", plugins, name="plugins")]
