"""No page of the monitor shows a secret, and no form loses one."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from pydantic import SecretStr

from carrot import task
from carrot.models import AuditEntry, MessageLog, ScheduledTask, Status
from carrot.utilities import create_scheduled_task, publish_message
from tests.monitor.runs import edit, open_, run
from tests.monitor.schedules import page_of, register, widget_of

__all__ = ["register"]

pytestmark = pytest.mark.django_db

SECRET = "correct horse"
NAME = "shop.connect"


def connect(host: str, phrase: SecretStr, more: list[SecretStr] = []) -> None:  # noqa: B006 - as people write it
    """Takes secrets under names that say nothing."""


@pytest.fixture(autouse=True)
def _task(register):
    register(task(connect, name=NAME))


@pytest.fixture
def row() -> MessageLog:
    made = publish_message(NAME, "db", SecretStr(SECRET), [SecretStr(SECRET)])
    MessageLog.objects.filter(pk=made.pk).update(status=Status.FAILED, sent_at=made.publish_time)
    made.refresh_from_db()
    return made


@pytest.fixture
def schedule() -> ScheduledTask:
    return create_scheduled_task(NAME, {"hours": 1}, host="db", phrase=SecretStr(SECRET))


def test_no_page_shows_it(client, row, schedule):
    pages = [
        reverse("carrot:overview"),
        reverse("carrot:messages", args=["all"]),
        reverse("carrot:message", args=[row.uuid]),
        f"{reverse('carrot:run')}?message={row.uuid}",
        reverse("carrot:schedules"),
        reverse("carrot:schedule", args=[schedule.pk]),
        reverse("carrot:task", args=[NAME]),
    ]

    for address in pages:
        page = page_of(client.get(address))
        assert "db" in page or NAME.rpartition(".")[2] in page
        assert SECRET not in page, address


def test_a_form_that_is_sent_back_untouched_keeps_it(client, row):
    shown = widget_of(open_(client, message=row.uuid))["data"]

    edit(client, row, arguments={**shown, "host": "another"})

    new = MessageLog.objects.exclude(pk=row.pk).get()
    assert new.arguments == {"host": "another", "phrase": SECRET, "more": [SECRET]}
    assert SECRET not in "".join(AuditEntry.objects.values_list("detail", flat=True))


def test_the_token_of_another_call_is_refused(client, row):
    other = publish_message(NAME, "db", SecretStr("of another"))
    MessageLog.objects.filter(pk=other.pk).update(status=Status.FAILED)
    other.refresh_from_db()
    shown = widget_of(open_(client, message=other.uuid))["data"]

    answer = edit(client, row, arguments=shown)

    assert "Type it anew" in page_of(answer)
    assert MessageLog.objects.count() == 2


def test_what_the_code_has_no_secret_for_any_more_is_hidden_too(client, row):
    MessageLog.objects.filter(pk=row.pk).update(
        arguments={"host": "db", "old": SECRET},
        signature={"host": "str", "old": "SecretStr"},
        fingerprint="another",
    )

    for address in (
        reverse("carrot:message", args=[row.uuid]),
        f"{reverse('carrot:run')}?message={row.uuid}",
        reverse("carrot:messages", args=["all"]),
    ):
        assert SECRET not in page_of(client.get(address)), address


def switch(client, arguments, to: str, row=None):
    given = {"task": NAME, "arguments": json.dumps(arguments), "to": to}
    if to == "form":
        given["arguments_as"] = "json"
    if row is not None:
        given["message"] = str(row.uuid)
    return client.post(reverse("carrot:arguments"), given)


def test_a_secret_that_was_typed_survives_being_shown_as_json_and_back(client):
    typed = {"host": "db", "phrase": "just typed", "more": ["and another"]}

    shown = page_of(switch(client, typed, "json"))
    assert "just typed" in shown  # by who typed it, and nowhere else yet
    back = widget_of(switch(client, typed, "form"))["data"]

    assert back["phrase"] == "just typed"
    assert back["more"] == ["and another"]
    answer = run(client, task=NAME, arguments=back)
    assert MessageLog.objects.get().arguments == typed, page_of(answer)


def test_a_secret_that_is_stored_stays_a_token_both_ways(client, row):
    token = widget_of(open_(client, message=row.uuid))["data"]["phrase"]
    arguments = {"host": "db", "phrase": token, "more": ["new"]}

    shown = page_of(switch(client, arguments, "json", row))
    back = widget_of(switch(client, arguments, "form", row))["data"]

    assert SECRET not in shown
    assert back["phrase"] == token
    assert back["more"] == ["new"]
