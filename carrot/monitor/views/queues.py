"""The queues: what waits in them by the ledger and by their broker; emptying one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db import router, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from carrot import conf
from carrot.brokers import connections
from carrot.brokers.base import QueueDepth
from carrot.conf import QueueSettings
from carrot.exceptions import BrokerError
from carrot.models import MessageLog
from carrot.models.ledger import MessageLogQuerySet
from carrot.monitor import audit, counts, site
from carrot.monitor.access import requires_change
from carrot.monitor.counts import Count
from carrot.tasks import registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One queue as the page shows it. `trouble` says why its broker could not be asked."""

    settings: QueueSettings
    kind: str
    waiting: Count
    running: Count
    depth: QueueDepth | None
    trouble: str


@require_safe
def queues(request: HttpRequest) -> HttpResponse:
    """All queues that settings or tasks name, and those in which something still waits."""
    unreachable: dict[str, str] = {}
    found = [_queue(conf.get().queue(name), unreachable) for name in sorted(_names())]
    return site.render(request, "carrot/queues.html", {"queues": found})


def _names() -> set[str]:
    # A queue that has left the settings must not take what waits in it out of sight.
    waiting = MessageLog.objects.waiting().values_list("queue", flat=True)[: counts.CAP]
    return {*registry.queues(), *waiting}


def _queue(settings: QueueSettings, unreachable: dict[str, str]) -> Queue:
    address = str(settings.broker)
    depth = None
    if address not in unreachable:  # asking a dead broker once takes long enough
        try:
            depth = connections.get(settings.broker).depth(settings)
        except BrokerError as error:
            unreachable[address] = str(error)
    return Queue(
        settings=settings,
        kind=settings.broker.scheme,
        waiting=counts.capped(_rows(settings.name).waiting()),
        running=counts.capped(_rows(settings.name).running()),
        depth=depth,
        trouble=unreachable.get(address, ""),
    )


def _rows(name: str) -> MessageLogQuerySet:
    return MessageLog.objects.filter(queue=name)


@require_POST
@requires_change
def purge(request: HttpRequest) -> HttpResponse:
    """Throw away what waits in a queue, after a confirmation."""
    name = request.POST.get("queue", "")
    waiting = _rows(name).waiting()
    if name not in registry.queues() and not waiting.exists():
        raise Http404("There is no such queue, and nothing waits under that name.")
    if "confirmed" not in request.POST:
        context = {"queue": name, "count": counts.capped(waiting)}
        return site.render(request, "carrot/purge.html", context)
    try:
        report = _purge(request, name)
    except BrokerError as error:
        refusal = f"The queue {name} was not purged and nothing was changed: {error}"
        messages.error(request, refusal, fail_silently=True)
    else:
        messages.success(request, report, fail_silently=True)
    return redirect(reverse("carrot:queues"))


def _purge(request: HttpRequest, name: str) -> str:
    with transaction.atomic(using=router.db_for_write(MessageLog)):
        cancelled = _rows(name).cancel(now=timezone.now())
        # Last, and inside: a broker that does not answer undoes the cancelling too.
        thrown_away = connections.for_queue(name).purge(conf.get().queue(name))
        report = f"The queue {name} was purged: {cancelled:,} waiting messages are cancelled."
        audit.record(request, "purge", f"queue {name}", f"{report} Broker: {thrown_away:,}.")
    return report


urlpatterns = [
    path("queues/", queues, name="queues"),
    path("queues/purge/", purge, name="purge-queue"),
]
