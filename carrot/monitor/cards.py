"""The cards of the overview: the core's and plugins', in one order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse

from carrot import conf
from carrot.brokers import connections
from carrot.models import MessageLog, Status
from carrot.monitor import counts
from carrot.plugins import calls
from carrot.plugins.extensions import Card

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreCard(Card):
    """A card of the core, with the look of a status."""

    look: str = ""


def shown(request: HttpRequest, now: datetime, workers: int) -> list[Card]:
    """All cards; one that a plugin failed to give says so."""
    found = [*_unfinished(now), *_ended(now), _workers(workers), *_guests(request)]
    return sorted(found, key=lambda card: (card.order, str(card.title)))


def _unfinished(now: datetime) -> Iterator[Card]:
    rows = MessageLog.objects
    queued = reverse("carrot:messages", args=["queued"])
    waiting, running = counts.capped(rows.waiting()), counts.capped(rows.running())
    unsent = counts.capped(rows.unsent(now)) if _has_carrier() else counts.Count(0)
    yield CoreCard(
        title="Waiting",
        value=waiting,
        note=f"{unsent} not with the broker yet" if unsent else "not begun",
        url=f"{queued}?status=PUBLISHED",
        look="published",
        order=100,
    )
    yield CoreCard(
        title="Running",
        value=running,
        note="right now",
        url=f"{queued}?status=IN_PROGRESS",
        look="in-progress" if running else "cancelled",
        order=110,
    )


def _ended(now: datetime) -> Iterator[Card]:
    rows, since, day = MessageLog.objects, now - _DAY, "?when=24h"
    failed = counts.capped(rows.filter(status=Status.FAILED, failure_time__gte=since))
    completed = counts.capped(rows.filter(status=Status.COMPLETED, completion_time__gte=since))
    yield CoreCard(
        title="Failed",
        value=failed,
        note="last 24 hours",
        url=reverse("carrot:messages", args=["failed"]) + day,
        look="failed" if failed else "cancelled",
        order=120,
    )
    yield CoreCard(
        title="Completed",
        value=completed,
        note="last 24 hours",
        url=reverse("carrot:messages", args=["completed"]) + day,
        look="completed",
        order=130,
    )


def _workers(alive: int) -> Card:
    return CoreCard(
        title="Workers",
        value=alive,
        note="alive" if alive else "none alive: run manage.py carrot",
        url=reverse("carrot:workers"),
        look="completed" if alive else "attention",
        order=140,
    )


def _has_carrier() -> bool:
    # Where the log itself is every queue, nothing needs to be carried.
    return not all(connections.get(each.broker).is_ledger for each in conf.get().queues.values())


def _guests(request: HttpRequest) -> Iterator[Card]:
    for given in calls.gather("overview_cards", Card, request=request):
        if given.value is None:
            yield CoreCard(title=f"Plugin {given.plugin}", value=given.error, look="failed")
        else:
            yield given.value
