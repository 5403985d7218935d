"""Edit and requeue: an ended message opened in its form, and published as a new one."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from carrot import task
from carrot.models import AuditEntry, MessageLog, Status
from tests.monitor.rows import message
from tests.monitor.runs import edit, open_, run
from tests.monitor.schedules import REFUND, REFUND_FORM, page_of, register, widget_of

__all__ = ["register"]

pytestmark = pytest.mark.django_db

ARGUMENTS = {"order": 1042, "amount": "19.90"}
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def refund(status: Status = Status.FAILED, **given: object) -> MessageLog:
    return message(status, **{"task": REFUND, "arguments": ARGUMENTS, "queue": "money", **given})


def page_about(client, row: MessageLog, **extra: str) -> str:
    return page_of(client.get(reverse("carrot:message", args=[row.uuid]), **extra))


def address_of(row: MessageLog) -> str:
    return f"{reverse('carrot:run')}?message={row.uuid}"


@pytest.mark.parametrize("status", [Status.FAILED, Status.COMPLETED, Status.CANCELLED])
def test_an_ended_message_opens_with_its_arguments_queue_and_priority(client, status):
    row = refund(status, queue="slow", priority=7)
    assert address_of(row) in page_about(client, row)
    response = open_(client, message=row.uuid)
    assert widget_of(response)["data"] == REFUND_FORM
    form = response.context["form"]
    assert (form["queue"].value(), form["priority"].value()) == ("slow", 7)
    assert form["when"].value() == "now"


def test_it_is_published_as_a_new_message_and_both_pages_say_so(client):
    row = refund()
    before = MessageLog.objects.filter(pk=row.pk).values().get()
    response = edit(client, row, arguments={**REFUND_FORM, "order": 7}, priority="0")
    new = MessageLog.objects.exclude(pk=row.pk).get()
    assert response.url == reverse("carrot:message", args=[new.uuid])
    assert (new.copy_of, new.status) == (row, Status.PUBLISHED)
    assert new.arguments == {"order": 7, "amount": "19.90"}
    assert MessageLog.objects.filter(pk=row.pk).values().get() == before
    assert (
        f'Edited copy of <a class="mono" href="{reverse("carrot:message", args=[row.uuid])}"'
        in (page_about(client, new))
    )
    assert f'Edited as <a class="mono" href="{reverse("carrot:message", args=[new.uuid])}"' in (
        page_about(client, row)
    )
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target) == ("edit and requeue", f"message {row.uuid} ({REFUND})")
    assert entry.detail.startswith(f"{new.uuid}: {REFUND}(order=7")


def test_sent_twice_it_is_one_copy(client):
    row = refund()
    token, seen = str(uuid4()), open_(client, message=row.uuid).context["source"].seen
    first, second = (edit(client, row, token=token, seen=seen) for _ in range(2))
    assert first.url == second.url
    assert row.copies.count() == 1


def test_a_copy_may_be_held_back(client):
    row = refund()
    edit(client, row, when="at", at="2099-07-01T10:00")
    assert row.copies.get().not_before.year == 2099


def test_what_does_not_fit_any_more_is_shown_beside_the_form_with_the_reason(client):
    row = refund(arguments={"order": "abc", "amount": "19.90", "currency": "EUR"})
    page = page_of(response := open_(client, message=row.uuid))
    assert widget_of(response)["data"] == {**REFUND_FORM, "order": None}
    assert 'order = "abc"' in page
    assert 'currency = "EUR"' in page
    assert not page_of(edit(client, row, arguments={**REFUND_FORM, "order": 1})).count("currency")
    assert row.copies.get().arguments == {"order": 1, "amount": "19.90"}


@pytest.mark.parametrize("document", [[1, 2], "text", 7, {}, {"order": {"a": [None]}}], ids=str)
def test_arguments_of_any_kind_open(client, document):
    response = open_(client, message=refund(arguments=document).uuid)
    assert response.status_code == 200
    if not isinstance(document, dict):
        assert "The arguments of a call are a JSON object" in page_of(response)


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.IN_PROGRESS])
def test_what_has_not_ended_is_not_edited_and_says_why(client, status):
    row = refund(status)
    assert address_of(row) not in page_about(client, row)
    page = page_of(open_(client, message=row.uuid))
    assert "has not ended" in page
    assert 'id="run-form"' not in page


def test_a_message_whose_task_is_not_registered_cannot_be_edited_and_says_why(client):
    row = refund(task="shop.tasks.removed")
    page = page_about(client, row)
    assert address_of(row) not in page
    assert "cannot be edited" in page
    page = page_of(open_(client, message=row.uuid))
    assert "No task <code>shop.tasks.removed</code> is registered, so it cannot be run" in page
    assert '"order": 1042' in page
    assert 'type="submit"' not in page
    response = run(client, message=str(row.uuid), task=row.task, seen="FAILED 1 0")
    assert "No task 'shop.tasks.removed' is registered" in page_of(response)
    assert MessageLog.objects.count() == 1


def test_a_message_that_was_deleted_meanwhile_loses_nothing_that_was_typed(client):
    row = refund()
    seen = open_(client, message=row.uuid).context["source"].seen
    MessageLog.objects.filter(pk=row.pk).delete_ended()
    changed = {**REFUND_FORM, "order": 7}
    response = run(client, message=str(row.uuid), seen=seen, arguments=changed)
    page = page_of(response)
    assert "The message was deleted while you had it open" in page
    assert widget_of(response)["data"] == changed
    assert 'name="message"' not in page
    assert not MessageLog.objects.exists()
    assert run(client, arguments=changed).status_code == 302
    assert MessageLog.objects.get().copy_of is None


def test_a_message_that_is_gone_or_never_was_is_not_found(client):
    assert open_(client, message=uuid4()).status_code == 404
    assert open_(client, message="x").status_code == 404


def test_a_message_that_somebody_requeued_meanwhile_is_asked_about(client):
    row = refund()
    seen = open_(client, message=row.uuid).context["source"].seen
    MessageLog.objects.filter(pk=row.pk).requeue(now=timezone.now())
    asked = edit(client, row, seen=seen, queue="mine")
    page = page_of(asked)
    assert "Somebody may have requeued it" in page
    assert 'value="mine"' in page
    assert "Run it all the same" in page
    assert not row.copies.exists()
    now_seen = asked.context["source"].seen
    assert edit(client, row, seen=now_seen).status_code == 302
    assert row.copies.count() == 1


def test_a_message_that_somebody_edited_meanwhile_is_asked_about(client):
    row = refund()
    seen = open_(client, message=row.uuid).context["source"].seen
    edit(client, row)
    asked = edit(client, row, seen=seen)
    assert "run or edited by somebody else" in page_of(asked)
    assert row.copies.count() == 1
    opened = page_of(open_(client, message=row.uuid))
    assert "It was edited before" in opened
    assert reverse("carrot:message", args=[row.copies.get().uuid]) in opened


def test_from_elsewhere_nobody_sees_the_form_of_a_message(client):
    row = refund(arguments={**ARGUMENTS, "password": "hunter2"})
    assert address_of(row) not in page_about(client, row, **ELSEWHERE)
    response = client.get(reverse("carrot:run"), {"message": row.uuid}, **ELSEWHERE)
    assert response.status_code == 403
    assert "hunter2" not in page_of(response)


def test_a_task_under_its_former_name_is_opened_as_it_is_called_now(client, register):
    def pay(client_name: str) -> None:
        """Pay."""

    made = register(task(pay, name="shop.pay", former_names=["shop.settle"]))
    row = refund(task="shop.settle", arguments={"client_name": "Ada"})
    assert address_of(row) in page_about(client, row)
    response = open_(client, message=row.uuid)
    assert widget_of(response)["data"] == {"client_name": "Ada"}
    edit(client, row, task=response.context["form"]["task"].value(), arguments={"client_name": "B"})
    assert row.copies.get().task == made.name
