"""What plugins make of arguments before people see them."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils.safestring import mark_safe

from carrot.exceptions import ConfigurationError
from carrot.models import ScheduledTask, Status
from carrot.monitor.arguments import as_json, call_summary, summary, tree
from carrot.plugins import hookimpl
from carrot.tasks.showing import shown_document
from carrot.testing import registered
from carrot_plugins import redaction
from tests.monitor.rows import message
from tests.monitor.schedules import schedule
from tests.plugins import decides
from tests.plugins.guards_badly import BAD_FORMATS
from tests.plugins.starts import connect, install

__all__ = ["connect", "install"]

pytestmark = pytest.mark.django_db

DOTS = "••••••"
DOCUMENT = {
    "order": 1042,
    "customer": {"email": "ada@example.com", "phones": ["030-1", "030-2"]},
    "prices": [{"key": "email", "value": "x@example.com"}, {"key": 7, "value": 9.5}],
    "either": {"__type__": "text", "value": "ada@example.com"},
    "password": "hunter2",
}
SHOWN = {**DOCUMENT, "password": DOTS}


class Echo:
    """Remembers what it was asked about, and leaves all as it is."""

    def __init__(self):
        self.asked = {}

    @hookimpl
    def format_argument(self, name, value):
        self.asked[name] = value


def pages(client) -> str:
    """Every page that shows arguments of a message or a schedule."""
    row = message(Status.FAILED, task="shop.ship", arguments=DOCUMENT)
    plan = schedule(task="tests.project.tasks.add", arguments={"a": 1042, "b": 1})
    addresses = [
        reverse("carrot:overview"),
        reverse("carrot:messages", args=["failed"]),
        reverse("carrot:message", args=[row.uuid]),
        reverse("carrot:schedules"),
        reverse("carrot:task", args=[plan.task]),
    ]
    answers = [client.get(address) for address in addresses]
    assert {each.status_code for each in answers} == {200}
    return "".join(each.content.decode() for each in answers)


def test_a_plugin_says_what_people_read_in_the_place_of_an_argument(client):
    with registered(decides):
        text = pages(client)

    assert "order=Order 1042 of shop-1" in text  # in lists
    assert '<div class="value">Order 1042 of shop-1</div>' in text  # on the page of the message
    assert "&quot;order&quot;: &quot;Order 1042 of shop-1&quot;" in text  # as JSON


def test_a_plugin_is_asked_about_what_is_inside_and_never_about_secrets():
    echo = Echo()

    with registered(echo):
        shown = shown_document("shop.ship", DOCUMENT)

    assert shown == SHOWN
    assert echo.asked == {
        "order": 1042,
        "customer": DOCUMENT["customer"],
        "customer.email": "ada@example.com",
        "customer.phones": ["030-1", "030-2"],
        "customer.phones[0]": "030-1",
        "customer.phones[1]": "030-2",
        "prices": DOCUMENT["prices"],
        "prices.email": "x@example.com",
        "prices.7": 9.5,
        "either": "ada@example.com",
    }


def test_what_a_plugin_answers_for_the_whole_stands_in_the_place_of_all_inside():
    class Closed:
        @hookimpl
        def format_argument(self, name):
            return "(a customer)" if name == "customer" else None

    with registered(Closed()):
        shown = shown_document("shop.ship", DOCUMENT)

    assert [(row.name, row.text) for row in tree(shown)][:2] == [
        ("order", "1042"),
        ("customer", "(a customer)"),
    ]
    assert json.loads(as_json(shown))["customer"] == "(a customer)"


@pytest.mark.parametrize("plugin", BAD_FORMATS)
def test_a_value_is_hidden_where_a_plugin_fails_and_the_plugin_is_named(client, plugin):
    with registered(plugin(), "tenants"):
        text = pages(client)

    assert f"order={DOTS} (the plugin tenants failed)" in text
    assert "1042" not in text
    assert "ada@example.com" not in text
    assert "<b>no answer" not in text


def test_values_are_hidden_where_a_plugin_that_hides_cannot_be_imported(client, connect, install):
    install("tenants", tenants="tests.plugins.guards_absent")
    connect()

    shown = shown_document("shop.ship", DOCUMENT)

    assert summary(shown).startswith(f"order={DOTS} (the plugin tenants failed), ")
    assert "ada@example.com" not in as_json(shown)


def test_a_plugin_is_asked_no_more_than_a_line_has_room_for():
    row = message(arguments={"numbers": list(range(5000))})
    echo = Echo()

    with registered(echo):
        line = call_summary(row)

    assert line.startswith("numbers=[0, 1, 2")
    assert len(echo.asked) == 200


def test_html_from_a_plugin_is_text(client):
    class Html:
        @hookimpl
        def format_argument(self, value):
            return mark_safe("<script>alert(1)</script>")

    with registered(Html()):
        text = pages(client)

    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.fixture
def settings_of_redaction(settings, monkeypatch):
    def give(**values):
        settings.CARROT = {**settings.CARROT, "plugin_settings": {"redaction": values}}
        monkeypatch.setattr(redaction, "SETTINGS", redaction.configured())

    return give


def test_redaction_hides_by_name_at_any_depth(client, settings_of_redaction):
    settings_of_redaction(names=["E-?ail", "EMAIL", "customer.phone*"])

    with registered(redaction, "hides"):
        text = pages(client)

    assert "030-" not in text
    assert "x@example.com" not in text
    assert "order=1042" in text
    assert "ada@example.com" in text  # of `either`, whose name is not on the list


def test_redaction_keeps_the_end_of_long_texts_and_heeds_the_task(settings_of_redaction):
    settings_of_redaction(names=["iban", "n"], keep=4, tasks=["shop.*"])

    with registered(redaction, "hides"):
        hidden = shown_document("shop.pay", {"iban": "DE02120300000000202051", "n": "12345"})
        other = shown_document("mail.send", {"iban": "DE02120300000000202051"})

    assert hidden == {"iban": f"{DOTS}2051", "n": DOTS}
    assert other == {"iban": "DE02120300000000202051"}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"keep": -1}, "'keep'] is -1"),
        ({"names": "email"}, "valid list"),
        ({"name": []}, "has no name"),
    ],
)
def test_wrong_settings_of_redaction_are_said_at_its_import(settings, values, said):
    settings.CARROT = {**settings.CARROT, "plugin_settings": {"redaction": values}}

    with pytest.raises(ConfigurationError, match=said):
        redaction.configured()


def test_without_names_redaction_hides_nothing():
    with registered(redaction, "hides"):
        assert shown_document("shop.ship", DOCUMENT) == SHOWN


def test_a_form_shows_what_is_stored_to_those_who_may_change_it(client, settings_of_redaction):
    settings_of_redaction(names=["a"])
    plan = schedule(task="tests.project.tasks.add", arguments={"a": 1042, "b": 1})

    with registered(redaction, "hides"):
        listed = client.get(reverse("carrot:schedules")).content.decode()
        form = client.get(reverse("carrot:schedule", args=[plan.pk])).content.decode()

    assert f"a={DOTS}" in listed
    assert "1042" not in listed
    assert "1042" in form
    assert ScheduledTask.objects.get().arguments["a"] == 1042
