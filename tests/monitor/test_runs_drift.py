"""Editing a failed message whose task was changed meanwhile: nothing is lost, nothing is cast."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from django.urls import reverse

from carrot import Task
from carrot.models import MessageLog, Status
from carrot.tasks.arguments import Arguments
from tests.monitor.rows import message
from tests.monitor.runs import edit, open_
from tests.monitor.schedules import page_of, register, widget_of

__all__ = ["register"]

pytestmark = pytest.mark.django_db
NAME = "shop.tasks.invoice"
STORED = {"client": 7, "amount": 5, "note": "thanks"}


def before(client: int, amount: int = 1, note: str = ""): ...


def after(customer: int, amount: Decimal = Decimal(1), note: str = ""): ...


def failed(function=before, arguments=STORED) -> MessageLog:
    old = Arguments(function)
    return message(
        Status.FAILED,
        task=NAME,
        arguments=arguments,
        fingerprint=old.fingerprint,
        signature=old.signature,
    )


def test_the_form_keeps_what_fits_shows_what_does_not_and_asks_for_what_is_new(client, register):
    register(Task(after, name=NAME))
    row = failed()

    opened = open_(client, message=row.uuid)

    page = page_of(opened)
    assert widget_of(opened)["data"]["note"] == "thanks"
    assert "client = 7" in page
    assert "is gone" in page
    assert "was int, is now Decimal" in page
    assert "is new and required" in page
    row.refresh_from_db()
    assert row.arguments == STORED


def test_the_new_message_is_for_the_code_of_today_and_the_old_one_stays(client, register):
    register(Task(after, name=NAME))
    row = failed()

    edit(client, row, arguments={"customer": 7, "amount": "5", "note": "thanks"})

    new = MessageLog.objects.get(copy_of=row)
    assert new.arguments == {"customer": 7, "amount": "5", "note": "thanks"}
    assert (new.fingerprint, new.signature) == (
        Arguments(after).fingerprint,
        Arguments(after).signature,
    )
    row.refresh_from_db()
    assert (row.arguments, row.status) == (STORED, Status.FAILED)


def test_what_is_missing_is_said_and_what_was_typed_stays(client, register):
    register(Task(after, name=NAME))
    row = failed()

    response = edit(client, row, arguments={"customer": None, "amount": "5", "note": "typed"})

    assert response.status_code == 200
    assert widget_of(response)["data"]["note"] == "typed"
    assert [fault.label for fault in response.context["faults"]] == ["Customer"]
    assert not MessageLog.objects.filter(copy_of=row).exists()


def test_a_renamed_parameter_is_in_its_new_field(client, register):
    register(Task(after, name=NAME, renamed={"client": "customer"}))

    opened = open_(client, message=failed(arguments={"client": 7}).uuid)

    assert widget_of(opened)["data"]["customer"] == 7
    assert opened.context["form"].leftovers == []


def test_a_task_that_is_gone_is_said_and_the_arguments_are_shown(client, register):
    row = failed()

    page = page_of(open_(client, message=row.uuid))

    assert NAME in page
    assert "thanks" in page
    about = page_of(client.get(reverse("carrot:message", args=[row.uuid])))
    assert "No task of this name is registered here" in about


@dataclasses.dataclass
class Parcel:
    weight: int
    express: bool = False


@dataclasses.dataclass
class Changed:
    weight: int
    express: bool = True


def test_a_default_inside_a_record_that_is_left_out_is_the_one_of_today():
    def ship(parcel: Parcel): ...

    codec = Arguments(ship)
    stored = codec.bind((), {"parcel": Parcel(weight=2)})
    assert stored == {"parcel": {"weight": 2}}

    def ship_now(parcel: Changed): ...

    (parcel,) = Arguments(ship_now).call(stored).values.values()
    assert parcel == Changed(weight=2, express=True)
