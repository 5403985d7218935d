"""Which services live, what they do, and what troubles them."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from carrot.models import WorkerStatus
from carrot.monitor import site

GONE_AFTER = timedelta(seconds=30)
_LIMIT = 500


@require_safe
def workers(request: HttpRequest) -> HttpResponse:
    """All services that ever said that they live, the living first."""
    line = timezone.now() - GONE_AFTER
    found = list(WorkerStatus.objects.order_by("-heartbeat_at")[:_LIMIT])
    context = {
        "alive": sorted((each for each in found if each.heartbeat_at >= line), key=_name),
        "gone": [each for each in found if each.heartbeat_at < line],
    }
    return site.render(request, "carrot/workers.html", context)


def _name(worker: WorkerStatus) -> str:
    return worker.name


urlpatterns = [path("workers/", workers, name="workers")]
