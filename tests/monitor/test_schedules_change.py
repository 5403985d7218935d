"""Schedules whose task, arguments or row changed behind the back of who edits them."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from carrot.models import ScheduledTask
from tests.monitor.schedules import (
    NEWSLETTER,
    REFUND,
    REFUND_FORM,
    page_of,
    schedule,
    send,
    widget_of,
)

pytestmark = pytest.mark.django_db


def open_(client, stored, **query):
    return client.get(reverse("carrot:schedule", args=[stored.pk]), query)


@pytest.fixture
def gone():
    """A schedule whose task has been removed since."""
    stored = schedule("Gone", arguments={"order": 1, "amount": "2"})
    ScheduledTask.objects.update(task="shop.tasks.removed")
    stored.refresh_from_db()
    return stored


@pytest.fixture
def misfit():
    """A schedule whose arguments were made for an older signature."""
    stored = schedule("Misfit")
    old = {"order": "abc", "amount": "19.90", "reason": "burnt", "currency": "EUR"}
    ScheduledTask.objects.update(arguments=old)
    stored.refresh_from_db()
    return stored


def test_a_change_in_between_is_said_and_nothing_typed_is_lost(client):
    stored = schedule()
    seen = stored.updated_at.isoformat()
    send(client, stored, interval_count="10")
    response = send(client, stored, seen=seen, interval_count="20", queue="mine")
    assert response.status_code == 200
    page = page_of(response)
    assert "was changed" in page
    assert "it is now <code>10</code>, yours is <code>20</code>" in page
    assert 'value="20"' in page
    assert 'value="mine"' in page
    assert ScheduledTask.objects.get().interval_count == 10


def test_saving_again_puts_it_over_the_change(client):
    stored = schedule()
    seen = stored.updated_at.isoformat()
    send(client, stored, interval_count="10")
    refused = send(client, stored, seen=seen, interval_count="20")
    now_seen = refused.context["seen"]
    assert send(client, stored, seen=now_seen, interval_count="20").status_code == 302
    assert ScheduledTask.objects.get().interval_count == 20


def test_a_page_that_says_nothing_of_what_it_saw_is_stale(client):
    stored = schedule()
    assert send(client, stored, seen="").status_code == 200
    assert ScheduledTask.objects.get().interval_type == "hours"


def test_a_run_in_between_is_no_change(client):
    stored = schedule()
    moved_on = stored.next_run_at + (stored.next_run_at - stored.anchor)
    ScheduledTask.objects.advance(
        stored.pk, due_at=stored.next_run_at, next_run_at=moved_on, fired=True
    )
    same_rule = {"interval_count": "1", "interval_type": "hours"}
    assert send(client, stored, queue="money", **same_rule).status_code == 302
    saved = ScheduledTask.objects.get()
    assert (saved.queue, saved.next_run_at) == ("money", moved_on)
    assert saved.last_run_at == stored.next_run_at


def test_a_schedule_whose_task_is_gone_opens_and_says_so(client, gone):
    page = page_of(open_(client, gone))
    assert "No task <code>shop.tasks.removed</code> is registered" in page
    assert '"order": 1' in page


def test_it_cannot_be_saved_switched_on_but_switched_off_with_its_arguments_kept(client, gone):
    values = {"task": gone.task, "arguments": ""}
    refused = send(client, gone, **values)
    assert "No task 'shop.tasks.removed' is registered" in refused.context["form"].errors["task"][0]
    assert send(client, gone, **values, active="").status_code == 302
    saved = ScheduledTask.objects.get()
    assert (saved.active, saved.arguments) == (False, {"order": 1, "amount": "2"})


def test_it_can_be_pointed_at_another_task_and_takes_the_arguments_that_fit(client, gone):
    opened = open_(client, gone, task=REFUND)
    assert widget_of(opened)["data"] == {**REFUND_FORM, "order": 1, "amount": "2"}
    assert send(client, gone).status_code == 302
    assert ScheduledTask.objects.get().task == REFUND


def test_the_arguments_of_another_task_are_shown_as_left_out(client):
    opened = open_(client, schedule(), task=NEWSLETTER)
    left = {each.label: each.value for each in opened.context["form"].leftovers}
    assert left == {"order": "1042", "amount": '"19.90"'}


def test_of_arguments_that_no_longer_fit_the_rest_is_kept_and_each_is_named(client, misfit):
    opened = open_(client, misfit)
    assert opened.status_code == 200
    assert widget_of(opened)["data"] == {**REFUND_FORM, "order": None}
    page = page_of(opened)
    assert 'order = "abc"' in page
    assert 'currency = "EUR"' in page
    assert "no argument of this name" in page
    assert {fault.label for fault in opened.context["faults"]} == {"Order", "Reason", "currency"}


@pytest.mark.parametrize("document", [[], 7, "text", None, {"order": {"a": [1]}}])
def test_a_stored_document_of_any_kind_opens(client, document):
    stored = schedule()
    value = "" if document is None else document
    ScheduledTask.objects.update(arguments=value)
    assert open_(client, stored).status_code == 200
    assert client.get(reverse("carrot:schedules")).status_code == 200


def test_a_stored_rule_that_cannot_be_followed_opens_and_says_so(client):
    stored = schedule()
    ScheduledTask.objects.update(trigger="cron", cron="61 * * * *", time_zone="Mars/Base")
    opened = open_(client, stored)
    assert opened.status_code == 200
    assert "is no time zone" in page_of(opened)


def test_a_name_given_to_another_in_the_same_moment_is_an_error_beside_the_name(
    client, monkeypatch
):
    schedule("Refunds")
    # The check is over before the other row comes: what is left is the database's own.
    monkeypatch.setattr(ScheduledTask, "validate_unique", lambda *_args, **_kwargs: None)
    monkeypatch.setattr(ScheduledTask, "validate_constraints", lambda *_args, **_kwargs: None)
    response = send(client)
    assert response.status_code == 200
    assert "just now" in response.context["form"].errors["task_name"][0]
    assert ScheduledTask.objects.count() == 1


def test_what_is_held_says_why(client):
    stored = schedule()
    ScheduledTask.objects.hold([stored.pk], "the broker is on fire")
    assert "Held, it is not run: the broker is on fire" in page_of(open_(client, stored))
    assert stored.updated_at <= timezone.now()
