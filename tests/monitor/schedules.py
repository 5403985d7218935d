"""Schedules and editor forms for the tests of their pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carrot.models import ScheduledTask
from carrot.scheduling import rules
from carrot.tasks import Task, registry

REFUND = "tests.project.tasks.refund"
NEWSLETTER = "tests.project.tasks.newsletter"
NEW_YEAR = datetime(2100, 1, 1, tzinfo=UTC)
REFUND_FORM = {"order": 1042, "amount": "19.90", "reason": "late", "on": "", "notify": True}


def schedule(name: str = "Refunds", **given: Any) -> ScheduledTask:
    """A saved schedule: a refund every hour, unless it is said otherwise."""
    values = {
        "task": REFUND,
        "arguments": {"order": 1042, "amount": "19.90"},
        "interval_count": 1,
        "interval_type": "hours",
        **given,
    }
    made = ScheduledTask(task_name=name, **values)
    rules.save(made, timezone.now())
    return made


def filled(arguments: object = None, **given: Any) -> dict[str, Any]:
    """What the editor's form sends: a new refund every five minutes, unless said otherwise."""
    text = json.dumps(REFUND_FORM if arguments is None else arguments)
    return {
        "task": REFUND,
        "task_name": "Refunds",
        "arguments": arguments if isinstance(arguments, str) else text,
        "trigger": "interval",
        "interval_count": "5",
        "interval_type": "minutes",
        "cron": "",
        "time_zone": "",
        "run_at": "",
        "queue": "",
        "priority": "0",
        "active": "on",
        **given,
    }


def send(client: Client, stored: ScheduledTask | None = None, **given: Any) -> HttpResponse:
    """Save in the editor; `seen` is what the page of the stored schedule says now."""
    if stored is None:
        return client.post(reverse("carrot:schedule-new"), filled(**given))
    given.setdefault("seen", stored.updated_at.isoformat())
    given.setdefault("task_name", stored.task_name)
    return client.post(reverse("carrot:schedule", args=[stored.pk]), filled(**given))


def page_of(response: HttpResponse) -> str:
    """The page as people read it: its text unescaped."""
    return unescape(response.content.decode())


def widget_of(response: HttpResponse) -> dict[str, Any]:
    """What the page hands to django-jsonform: schema, data, errorMap."""
    text = response.content.decode().split('data-django-jsonform="', 1)[1].split('"', 1)[0]
    config: dict[str, Any] = json.loads(unescape(text))
    config["data"] = json.loads(config["data"])
    return config


@pytest.fixture
def register() -> Iterator[Callable[[Task], Task]]:
    """Register tasks for one test."""
    before = [(each, registry.owner(each.name)) for each in registry.every()]

    def add(made: Task) -> Task:
        registry.register(made, owner="the test")
        return made

    yield add
    registry.clear()
    for each, owner in before:
        registry.register(each, owner=owner)
