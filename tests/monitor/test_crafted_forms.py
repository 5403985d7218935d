"""What no form sends and somebody sends all the same: refused with a message, nothing written."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from carrot.exceptions import ArgumentsError
from carrot.models import AuditEntry, MessageLog, ScheduledTask, Status
from carrot.tasks import Task
from carrot.testing.exactness import exactly
from tests.monitor import runs, schedules
from tests.monitor.schedules import page_of, register
from tests.project import wide

__all__ = ["register"]

pytestmark = pytest.mark.django_db

ROWS = wide.rows()
NAMES = wide.names()
NAME = "tests.project.wide_names.wide"


@pytest.fixture(autouse=True)
def task(register) -> Task:
    return register(Task(wide.wide()))


@pytest.fixture
def good(task) -> dict[str, Any]:
    """What the form sends for the values of the reference."""
    values = {name: eval(row.given, NAMES) for name, row in ROWS.items()}
    document = task.arguments.bind((), values)
    shown = task.arguments.initial(document)
    # A secret is typed: a token stands for one that is stored already.
    shown |= {name: document[name] for name, row in ROWS.items() if "Secret" in row.annotation}
    return json.loads(json.dumps(shown))


TEXTS = {
    "not a number": '{"numbers_0": NaN}',
    "infinity": '{"numbers_4": -Infinity}',
    "more than a float holds": '{"numbers_4": 1e400}',
    "a number without an end": '{"numbers_0": ' + "9" * 100_000 + "}",
    "a list without an end": '{"boxes_0": ' + "[" * 100_000,
    "depth": '{"boxes_0": ' + "[" * 65 + "]" * 65 + "}",
    "objects in objects": '{"records_5": ' + '{"name":"a","folders":[' * 60 + "]}" * 60 + "}",
    "a list": "[]",
    "a number": "5",
    "null": "null",
    "no JSON": "{'order': 1}",
    "half a character": '{"texts_0": "\\ud800"}',
    "NUL": '{"texts_0": "a\\u0000b"}',
    "keys": json.dumps({f"key{number}": 0 for number in range(10_001)}),
    "one key twice": '{"numbers_0": 1, "numbers_0": NaN}',
    "prototypes": '{"__proto__": {"x": 1}, "constructor": {"prototype": {"x": 1}}}',
    "bytes": "{" + "\u00ff" * 600_000 + "}",
}
JUNK: dict[str, Any] = {
    "nothing": None,
    "a text": "x",
    "a negative number": -1,
    "a number that is rounded": 2**53 + 1,
    "a huge number": 10**400,
    "true": True,
    "an empty list": [],
    "a list of lists": [[[]]],
    "an empty object": {},
    "a wrong tag": {"__type__": "Model", "value": 1},
    "a tag that is no text": {"__type__": {"__type__": "int"}, "value": 1},
    "a tag without a value": {"__type__": "int"},
    "a prototype": {"__proto__": {"polluted": True}},
    "pairs of nothing": [{"key": None, "value": None}],
    "a pair with more": [{"key": "a", "value": 1, "more": 2}],
    "many items": [0] * 10_001,
    "a key of the model of somebody": "1 — root",
    "markup": "</script><script>alert(1)</script>",
}


class Sent:
    """A page to which the form is sent, and what must not change by that."""

    def __init__(self, client: Client, task: Task, good: dict[str, Any]) -> None:
        self.client, document = client, task.arguments.from_form(good)
        self.row = MessageLog.objects.create(
            task=NAME, arguments=document, status=Status.FAILED, publish_time="2030-01-01T00:00Z"
        )
        self.plan = schedules.schedule(task=NAME, arguments=document)
        self.before = self.written()

    def written(self) -> list[Any]:
        kept = [MessageLog.objects, ScheduledTask.objects, AuditEntry.objects]
        return [list(each.order_by("pk").values()) for each in kept]

    def everywhere(self, arguments: str) -> Iterator[tuple[str, Any]]:
        given: dict[str, Any] = {"task": NAME, "arguments": arguments}
        for shape in ("", "json"):
            given["arguments_as"] = shape
            yield f"run as {shape!r}", runs.run(self.client, **given)
            yield f"new as {shape!r}", schedules.send(self.client, **given)
        given["arguments_as"] = ""
        yield "edit", runs.edit(self.client, self.row, **given)
        yield "schedule", schedules.send(self.client, self.plan, **given)
        for to in ("json", "form"):
            address = reverse("carrot:arguments")
            yield f"to {to}", self.client.post(address, {**given, "to": to})


@pytest.fixture
def sent(client, task, good) -> Sent:
    return Sent(client, task, good)


def test_what_is_sent_as_it_is_meant_is_taken(client, task, good):
    response = runs.run(client, task=NAME, arguments=good)

    assert response.status_code == 302, response.context["form"].errors
    call = task.arguments.decode(MessageLog.objects.get().arguments)
    values = {name: eval(row.given, NAMES) for name, row in ROWS.items()}
    assert exactly(dict(call.kwargs), values)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_that_no_form_sends_is_refused_on_every_page(sent, text):
    for page, response in sent.everywhere(text):
        assert response.status_code in (200, 400), page
        if not page.startswith("to "):
            assert response.context["form"].errors["arguments"], page
    assert sent.written() == sent.before


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_in_the_place_of_every_value_is_refused_on_every_page(sent, good, junk):
    for page, response in sent.everywhere(json.dumps(dict.fromkeys(good, junk))):
        assert response.status_code in (200, 400), page
        if not page.startswith("to "):
            assert response.context["form"].errors["arguments"], page
            assert "</script><script>alert" not in response.content.decode()
    assert sent.written() == sent.before


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_in_one_place_is_a_value_there_or_an_error_there(task, good, junk):
    for name in good:
        errors: dict[Any, str] = {}
        try:
            task.arguments.decode(task.arguments.from_form({**good, name: copy.deepcopy(junk)}))
        except ArgumentsError as error:
            errors = error.errors
        assert {path[0] for path in errors} <= {name}
        assert all(said.strip() for said in errors.values())


@pytest.mark.parametrize("extra", ["__proto__", "constructor", "x", "", "__type__", "§"])
def test_a_key_that_the_form_has_not_is_refused(sent, good, extra):
    for page, response in sent.everywhere(json.dumps({**good, extra: {"polluted": True}})):
        assert response.status_code in (200, 400), page
        if not page.startswith("to "):
            assert f"argument {extra}" in page_of(response) or response.context["form"].errors
    assert sent.written() == sent.before


@pytest.mark.parametrize("shape", ["json", "xml", "", "\x00"])
def test_a_form_without_arguments_is_refused(client, shape):
    response = client.post(
        reverse("carrot:run"), {"task": NAME, "arguments_as": shape, "when": "now"}
    )

    assert response.status_code in (200, 400)
    assert not MessageLog.objects.exists()
