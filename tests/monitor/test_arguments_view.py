"""The arguments of a form as JSON, and back: by the codec, without losing anything on the way."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from carrot.models import ScheduledTask
from carrot.tasks import Task
from tests.monitor.schedules import REFUND, REFUND_FORM, page_of, register, send, widget_of

pytestmark = pytest.mark.django_db

__all__ = ["register"]


def keyed(weights: dict[float, str], number: int = 0, constructor: str = "") -> None:
    """A task whose arguments JSON and JavaScript would like to change."""


def secretive(order: int, api_token: str = "") -> None:
    """A task that is told a secret."""


def switch(client: Client, arguments: object, to: str, task: str = REFUND) -> Any:
    """Show a form's data as JSON, or JSON in the form."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    given = {"task": task, "arguments": text, "to": to}
    if to == "form":
        given["arguments_as"] = "json"
    return client.post(reverse("carrot:arguments"), given)


def text_of(response: Any) -> str:
    """What stands in the JSON view; the test fails if another one is shown."""
    found = re.search(
        r"<textarea[^>]*carrot-arguments-raw[^>]*>(.*?)</textarea>", page_of(response), re.S
    )
    assert found, "The form is shown"
    return found[1]


def said(response: Any) -> list[str]:
    """What is said to be wrong, over the JSON."""
    alerts = re.findall(r"<li>(.*?)</li>", response.content.decode(), re.S)
    return [unescape(re.sub(r"<[^>]+>", "", each)) for each in alerts]


def test_a_form_is_shown_as_the_document_it_stands_for(client):
    assert json.loads(text_of(switch(client, REFUND_FORM, "json"))) == {
        "order": 1042,
        "amount": "19.90",
    }


def test_a_form_that_is_half_filled_in_keeps_what_was_typed(client):
    typed = {**REFUND_FORM, "order": None, "amount": "12,5"}
    response = switch(client, typed, "json")
    assert json.loads(text_of(response)) == {"amount": "12,5"}
    assert said(response) == ["amount: Enter a decimal number."]


def test_json_is_shown_in_the_form_and_nothing_is_said_to_be_missing_yet(client):
    config = widget_of(switch(client, {"amount": "7.50", "on": "2030-01-31"}, "form"))
    assert config["data"]["amount"] == "7.50"
    assert config["data"]["on"] == "2030-01-31"
    assert config["errorMap"] == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"order": 5,', "This is not JSON: Expecting"),
        ("[1]", "The arguments of a call are a JSON object."),
        ('{"order": NaN}', "NaN is not a number that JSON knows"),
        ('{"order": 1, "colour": 2}', "colour: The task has no argument of this name."),
        ('{"order": 1, "amount": "12,5"}', "amount: Enter a decimal number."),
        ('{"order": 1, "reason": "bored"}', "reason: Choose one of the list."),
    ],
)
def test_what_the_fields_cannot_show_stays_json_with_its_errors(client, text, fault):
    response = switch(client, text, "form")
    assert text_of(response) == text
    assert [each[: len(fault)] for each in said(response)] == [fault]


def test_a_fault_that_a_control_can_show_is_beside_it(client):
    config = widget_of(switch(client, '{"order": "", "amount": "1"}', "form"))
    assert config["data"]["order"] == ""
    assert config["errorMap"]["order"]


def test_exact_numbers_and_keys_survive_both_ways(client, register):
    register(Task(keyed, name="keyed"))
    pairs = [{"key": 1.0, "value": "007"}, {"key": 10.0, "value": "1e3"}]
    text = json.dumps({"weights": pairs, "number": 2**70 + 1, "constructor": "x"})
    form = widget_of(switch(client, text, "form", task="keyed"))["data"]
    assert form["constructor_"] == "x"
    assert str(form["number"]) == str(2**70 + 1)
    back = json.loads(text_of(switch(client, form, "json", task="keyed")))
    assert back == json.loads(text)
    assert str(back["weights"][0]["key"]) == "1.0"


def test_json_is_saved_as_it_says_with_its_errors_where_it_says_them(client):
    response = send(client, arguments='{"order": 1, "amount": "x"}', arguments_as="json")
    assert response.status_code == 200
    assert text_of(response) == '{"order": 1, "amount": "x"}'
    assert said(response)[0] == "amount: Enter a decimal number."
    assert "Nothing was saved" in page_of(response)

    exact = {"order": 2**60 + 1, "amount": "1.50", "reason": "late"}
    assert send(client, arguments=json.dumps(exact), arguments_as="json").status_code == 302
    # The reason is the default; a change of it in code takes effect.
    assert ScheduledTask.objects.get().arguments == {"order": 2**60 + 1, "amount": "1.50"}


def test_a_text_that_may_hold_a_secret_is_marked_for_the_browser_not_to_keep_it(client, register):
    register(Task(secretive, name="secretive"))
    assert "data-secrets" in switch(client, {"order": 1}, "json", task="secretive").content.decode()
    assert "data-secrets" not in switch(client, REFUND_FORM, "json").content.decode()


def test_only_who_may_change_something_sees_a_form_in_full(client, settings):
    settings.CARROT = {**settings.CARROT, "monitor_public_actions": False}
    assert switch(client, REFUND_FORM, "json").status_code == 403


def test_a_task_that_is_gone_has_no_form(client):
    assert switch(client, {}, "form", task="no.such").status_code == 404
    assert client.get(reverse("carrot:arguments")).status_code == 405
