"""What the monitor shows of schedules and messages that the code has left behind."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from carrot import Task
from carrot.models import MessageLog, ScheduledTask, Status
from carrot.scheduling.holding import hold
from carrot.tasks.arguments import Arguments
from tests.monitor.schedules import page_of, register, schedule, send, widget_of

__all__ = ["register"]

pytestmark = pytest.mark.django_db
NAME = "shop.tasks.invoice"


def before(client: int, amount: int = 1, note: str = ""): ...


def after(customer: int, amount: Decimal = Decimal(1), note: str = ""): ...


@pytest.fixture
def left_behind(register) -> ScheduledTask:
    """A schedule of old code; the new code has renamed one parameter and retyped another."""
    register(Task(after, name=NAME))
    old = Arguments(before)
    return schedule(
        "Invoices",
        task=NAME,
        arguments={"client": 7, "amount": 5, "note": "thanks"},
        fingerprint=old.fingerprint,
        signature=old.signature,
    )


def test_list_and_overview_flag_it_before_any_service_has_seen_it(client, left_behind):
    schedule("Whole")
    listed = client.get(reverse("carrot:schedules"), {"state": "held"})

    (row,) = (line.row for line in listed.context["table"].lines)
    assert row.schedule == left_behind
    assert "amount: was int, is now Decimal" in row.state.reason
    assert not row.runnable
    assert reverse("carrot:schedule", args=[left_behind.pk]) in page_of(listed)
    overview = page_of(client.get(reverse("carrot:overview")))
    assert "1 schedule is held, not run:" in overview
    assert f"{reverse('carrot:schedules')}?state=held" in overview


def test_the_editor_keeps_what_fits_and_shows_the_rest_beside_it(client, left_behind):
    opened = client.get(reverse("carrot:schedule", args=[left_behind.pk]))

    page = page_of(opened)
    assert widget_of(opened)["data"]["note"] == "thanks"
    assert "client = 7" in page
    assert "is gone" in page
    assert "was int, is now Decimal" in page
    assert "is new and required" in page
    assert "saving leaves them out" in page
    left_behind.refresh_from_db()
    assert left_behind.arguments == {"client": 7, "amount": 5, "note": "thanks"}


def test_saving_moves_it_to_the_code_of_today_and_it_is_held_no_more(client, left_behind):
    hold(left_behind, "The arguments no longer fit the task: x")
    left_behind.refresh_from_db()

    send(
        client,
        left_behind,
        task=NAME,
        arguments={"customer": 7, "amount": "5", "note": "thanks"},
    )

    left_behind.refresh_from_db()
    assert left_behind.arguments == {"customer": 7, "amount": "5", "note": "thanks"}
    assert left_behind.fingerprint == Arguments(after).fingerprint
    assert left_behind.signature == Arguments(after).signature
    assert left_behind.held == ""
    history = page_of(client.get(reverse("carrot:schedule", args=[left_behind.pk])))
    assert history.index("Changed") < history.index("by the scheduler")


def test_a_renamed_parameter_is_in_its_new_field(client, register):
    register(Task(after, name=NAME, renamed={"client": "customer"}))
    old = Arguments(before)
    stored = schedule(
        "Invoices",
        task=NAME,
        arguments={"client": 7},
        fingerprint=old.fingerprint,
        signature=old.signature,
    )

    opened = client.get(reverse("carrot:schedule", args=[stored.pk]))

    assert widget_of(opened)["data"]["customer"] == 7
    assert opened.context["form"].leftovers == []


def test_a_message_s_page_says_what_has_changed_since(client: Client, left_behind):
    row = MessageLog.objects.create(
        task=NAME,
        arguments=left_behind.arguments,
        fingerprint=left_behind.fingerprint,
        signature=left_behind.signature,
        status=Status.FAILED,
        publish_time=left_behind.updated_at,
        failure_time=left_behind.updated_at,
    )

    page = page_of(client.get(reverse("carrot:message", args=[row.uuid])))

    assert "signature has changed since: client is gone; customer is new and required; " in page
    assert "amount was int, is now Decimal" in page
