"""Whatever an address or a form brings, there is an answer, and never "500"."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from carrot import task
from carrot.models import Status
from carrot.testing import registered
from carrot_plugins import charts, export, failure_groups, queues
from tests.monitor import runs, schedules
from tests.monitor.rows import message
from tests.monitor.schedules import REFUND, register, schedule

__all__ = ["register"]

pytestmark = pytest.mark.django_db

ODD = [
    "",
    "a\0b",
    "9" * 40,
    "-1",
    "١٢",
    "é" * 3000,
    '{"a": "\\u0000"}',
    "9999-12-31T23:59:59.999999+14:00",
    "../../x",
]
NAMES = [
    "action",
    "action_all",
    "after",
    "arguments",
    "arguments_as",
    "at",
    "attempt",
    "before",
    "chosen",
    "copied",
    "cron",
    "error",
    "from",
    "interval_count",
    "interval_type",
    "level",
    "message",
    "name",
    "next",
    "not_before",
    "once",
    "page",
    "period",
    "pk",
    "place",
    "priority",
    "q",
    "queue",
    "schedule",
    "seen",
    "since",
    "sort",
    "state",
    "status",
    "task",
    "task_name",
    "then",
    "time_zone",
    "to",
    "token",
    "trigger",
    "upto",
    "when",
]
"""All that some page of the monitor reads."""

READ = {
    "messages": "q task status queue place schedule from to before after when",
    "message": "level attempt",
    "message-live": "level attempt since",
    "schedules": "q task state page",
    "schedule": "copied message",
    "schedule-new": "task copied message",
    "schedule-form": "task copied message",
    "run": "task message schedule",
    "run-form": "task message schedule",
    "tasks": "q",
    "rows": "q pk",
    "panel": "sort page period queue error place task",
}
"""What a page takes from its address."""


def greet(who: User, others: list[User] = []) -> None:  # noqa: B006 - as people write it
    """Take a user."""


@pytest.fixture(autouse=True)
def _parts(register: Any):
    with (
        registered(charts, "charts-here"),
        registered(export, "export-here"),
        registered(failure_groups, "groups-here"),
        registered(queues, "queues-here"),
    ):
        register(task(greet, name="shop.greet"))
        yield


@pytest.fixture
def places() -> list[tuple[str, str]]:
    """The pages of things that are there, by their names."""
    failed, made = message(Status.FAILED), schedule()
    things: dict[str, list[Any]] = {
        "message": [failed.uuid],
        "message-live": [failed.uuid],
        "message-log": [failed.uuid],
        "schedule": [made.pk],
        "schedule-run": [made.pk],
        "rows": ["auth.user"],
        "task": [REFUND],
        "messages": ["failed"],
    }
    plain = (
        "overview schedules schedule-new schedule-form schedule-preview schedules-action tasks run"
        " run-form run-preview arguments messages-action workers plugins"
    )
    panels = [["charts"], ["failure-groups"], ["queues"]]
    pages = [["queues", "pause/"], ["queues", "purge/"], ["failure-groups", "delete/"]]
    every = [*things.items(), *((name, []) for name in plain.split())]
    every += [("panel", given) for given in panels]
    every += [("panel-page", given) for given in pages]
    return [(name, reverse(f"carrot:{name}", args=given)) for name, given in every]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
def test_an_odd_value_has_an_answer(
    client: Client, places: list[tuple[str, str]], odd: str
) -> None:
    for name, place in places:
        for each in READ.get(name, "").split():
            assert client.get(place, {each: odd}).status_code < 500, (place, each)
        for send in (client.get, client.post):
            assert send(place, dict.fromkeys(NAMES, odd)).status_code < 500, place


@pytest.mark.parametrize("odd", ["a%00b", "9" * 40, "-1", "%D9%A1", "%C3%A9" * 300, "%25"])
@pytest.mark.parametrize("where", ["messages", "tasks", "rows", "panels", "schedules"])
def test_a_thing_of_an_odd_name_is_not_there(client: Client, where: str, odd: str) -> None:
    address = f"{reverse('carrot:overview')}{where}/{odd}/"

    assert client.get(address).status_code in (200, 404)


@pytest.mark.parametrize("odd", ["9" * 40, "-" + "9" * 30, "1e400", "\u0661", "x"])
def test_a_row_by_an_odd_key_is_refused_beside_its_field(client: Client, odd: str) -> None:
    given = {"task": "shop.greet", "arguments": json.dumps({"who": odd, "others": [odd]})}
    answer = client.post(reverse("carrot:run"), {**given, "when": "now", "token": str(uuid4())})

    said = {fault.label: fault.message for fault in answer.context["faults"]}
    assert said["Who"] == said["Others 1"] == "Choose a user, or give its primary key."


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
def test_an_odd_field_of_a_form_has_an_answer(client: Client, odd: str) -> None:
    made = schedule()
    scheduling = {**schedules.filled(), "seen": made.updated_at.isoformat()}
    forms = [
        (reverse("carrot:run"), {**runs.filled(), "not_before": "", "then": ""}),
        (reverse("carrot:run-form"), runs.filled()),
        (reverse("carrot:run-preview"), {**runs.filled(), "when": "at"}),
        (reverse("carrot:schedule-new"), scheduling),
        (reverse("carrot:schedule", args=[made.pk]), scheduling),
        (reverse("carrot:schedule-form"), scheduling),
        (reverse("carrot:schedule-preview"), {**scheduling, "trigger": "cron"}),
        (reverse("carrot:schedule-preview"), {**scheduling, "trigger": "once"}),
        (reverse("carrot:arguments"), {**scheduling, "to": "json", "arguments_as": "form"}),
    ]
    for place, whole in forms:
        for name in whole:
            assert client.post(place, {**whole, name: odd}).status_code < 500, (place, name)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
def test_an_odd_choice_of_rows_has_an_answer(client: Client, odd: str) -> None:
    row, made = message(Status.FAILED), schedule()
    messages = {"action": "requeue", "chosen": str(row.pk), "next": "/", "upto": str(row.pk)}
    chosen = {"action": "disable", "schedule": str(made.pk), "next": "/", "upto": str(made.pk)}
    for name in (*READ["messages"].split(), "action_all", "state", "token", "then"):
        messages[name] = chosen[name] = ""
    for place, whole in (("messages-action", messages), ("schedules-action", chosen)):
        for given in (whole, {**whole, "action_all": whole["action"], "action": ""}):
            for name in given:
                answer = client.post(reverse(f"carrot:{place}"), {**given, name: odd})
                assert answer.status_code < 500, (place, name)
