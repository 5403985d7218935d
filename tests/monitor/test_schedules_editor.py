"""The schedule editor: a function's signature is its form, and nothing typed is lost."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from carrot import task
from carrot.models import AuditEntry, MessageLog, ScheduledTask
from carrot.tasks import registry
from tests.monitor.schedules import (
    NEWSLETTER,
    REFUND,
    REFUND_FORM,
    filled,
    page_of,
    register,
    schedule,
    send,
    widget_of,
)

__all__ = ["register"]

pytestmark = pytest.mark.django_db


def open_new(client, name=REFUND):
    return client.get(reverse("carrot:schedule-new"), {"task": name})


def test_the_form_is_made_from_the_signature_and_filled_with_its_defaults(client):
    widget = widget_of(open_new(client))
    assert list(widget["schema"]["properties"]) == ["order", "amount", "reason", "on", "notify"]
    assert widget["schema"]["properties"]["order"]["helpText"] == "The number of the order."
    assert widget["data"] == {**REFUND_FORM, "order": None, "amount": ""}


def test_two_pages_never_share_the_id_of_a_widget(client):
    pages = [open_new(client).content.decode() for _ in range(2)]
    ids = [
        page.split('carrot-arguments-json form-control font-monospace" id="')[1] for page in pages
    ]
    assert ids[0].split('"')[0] != ids[1].split('"')[0]


def test_without_a_task_every_task_is_offered_as_a_link(client):
    page = page_of(client.get(reverse("carrot:schedule-new")))
    for each in registry.every():
        assert f'href="{reverse("carrot:schedule-new")}?task={each.name}"' in page
        assert each.arguments.summary in page


def test_saving_keeps_what_differs_from_the_defaults_and_plans_the_next_run(client):
    before = timezone.now()
    response = send(client)
    assert response.status_code == 302
    saved = ScheduledTask.objects.get()
    assert saved.arguments == {"order": 1042, "amount": "19.90"}
    assert saved.fingerprint == registry.get(REFUND).arguments.fingerprint
    assert saved.next_run_at - before == pytest.approx(
        timedelta(minutes=5), abs=timedelta(seconds=2)
    )
    call = registry.get(saved.task).arguments.decode(saved.arguments)
    assert call.kwargs == {"order": 1042, "amount": Decimal("19.90")}


def test_a_saved_schedule_opens_as_it_was_saved_and_saving_it_again_changes_nothing(client):
    send(client, trigger="cron", cron="30 2 * * *", time_zone="Europe/Berlin", queue="money")
    saved = ScheduledTask.objects.get()
    opened = client.get(reverse("carrot:schedule", args=[saved.pk]))
    assert widget_of(opened)["data"] == REFUND_FORM
    send(client, saved, trigger="cron", cron="30 2 * * *", time_zone="Europe/Berlin", queue="money")
    again = ScheduledTask.objects.get()
    ignored = {"updated_at", "_state"}
    assert {name: value for name, value in vars(again).items() if name not in ignored} == {
        name: value for name, value in vars(saved).items() if name not in ignored
    }


def test_errors_stand_beside_their_fields_at_every_depth(client):
    pairs = [{"key": "a", "value": "1"}, {"key": "a", "value": "x"}]
    form = {"segment": "", "at": "2026-03-29T02:30", "tags": [], "prices": pairs}
    response = send(client, task=NEWSLETTER, arguments=form)
    assert response.status_code == 200
    errors = response.context["form"].fields["arguments"].problems
    assert set(errors) == {
        ("segment",),
        ("at",),
        ("prices", 1, "key"),
        ("prices", 1, "value"),
    }
    page = page_of(response)
    assert 'data-coordinates="prices§1§value"' in page
    assert "the clocks skip this time" in page
    assert not ScheduledTask.objects.exists()


def test_the_controls_show_what_was_typed_with_its_errors(client):
    widget = widget_of(send(client, arguments={**REFUND_FORM, "order": None, "reason": "broken"}))
    assert widget["data"] == {**REFUND_FORM, "order": None, "reason": "broken"}
    assert widget["errorMap"] == {"order": ["This field is required."]}


OTHER_TASK = {"segment": "NEW", "at": "2030-01-01T10:00", "tags": [], "prices": []}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "7",
        '"text"',
        "not json",
        "{'order': 1}",
        "[" * 100_000,
        '{"a":' * 50_000,
        json.dumps(OTHER_TASK),
        json.dumps({**REFUND_FORM, "extra": 1}),
        json.dumps({**REFUND_FORM, "__proto__": 1}),
        json.dumps({**REFUND_FORM, "order": [1]}),
        json.dumps({**REFUND_FORM, "amount": {"__type__": "int", "value": 1}}),
        json.dumps({**REFUND_FORM, "reason": "burnt"}),
        json.dumps({**REFUND_FORM, "on": "31.12.2030"}),
        json.dumps({**REFUND_FORM, "amount": "nineteen"}),
        json.dumps({**REFUND_FORM, "notify": "perhaps"}),
        '{"order": NaN, "amount": "1", "reason": "late", "on": "", "notify": true}',
        '{"order": 1e400, "amount": "1", "reason": "late", "on": "", "notify": true}',
        '{"order": 1, "amount": "NaN", "reason": "late", "on": "", "notify": true}',
        '{"order": 1, "amount": "\\u0000", "reason": "late", "on": "", "notify": true}',
        '{"order": 1, "amount": "\\ud800", "reason": "late", "on": "", "notify": true}',
        json.dumps({**REFUND_FORM, "order": "9" * 300_000}),
    ],
    ids=lambda text: text[:24],
)
def test_bad_arguments_are_refused_and_shown_again_as_they_came(client, text):
    response = send(client, arguments=text)
    assert response.status_code == 200
    assert not ScheduledTask.objects.exists()
    assert response.context["faults"]
    assert response.context["form"]["arguments"].value() == text
    assert f">{text}</textarea>" in page_of(response)


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        ({"interval_count": "0"}, "interval_count", "at least 1"),
        ({"interval_count": ""}, "interval_count", "at least 1"),
        ({"interval_count": "-5"}, "interval_count", "greater than or equal to"),
        ({"interval_count": "many"}, "interval_count", "whole number"),
        ({"interval_count": "99999999"}, "interval_count", "100 years"),
        ({"interval_count": "9" * 30}, "interval_count", "less than or equal to"),
        ({"interval_type": "weeks"}, "interval_type", "weeks"),
        ({"trigger": "cron", "cron": "0 0 31 2 *"}, "cron", "never comes due"),
        ({"trigger": "cron", "cron": "* * * * * * *"}, "cron", "7 fields"),
        ({"trigger": "cron", "cron": ""}, "cron", "0 fields"),
        ({"trigger": "cron", "cron": "0 9 * * *", "time_zone": "Mars/Base"}, "time_zone", "Mars"),
        (
            {"trigger": "cron", "cron": "0 9 * * *", "time_zone": "../../etc"},
            "time_zone",
            "no time",
        ),
        ({"trigger": "once", "run_at": ""}, "run_at", "give a time"),
        ({"trigger": "once", "run_at": "soon"}, "run_at", "2030-12-31 13:45"),
        ({"trigger": "once", "run_at": "2030-02-31T10:00"}, "run_at", "2030-12-31 13:45"),
        ({"trigger": "once", "run_at": "2001-01-01T10:00"}, "run_at", "lies in the past"),
        ({"trigger": "once", "run_at": "9999-12-31T23:59"}, "run_at", "out of range"),
        ({"trigger": "once", "run_at": "2027-03-28T02:30"}, "run_at", "the clocks skip 02:30"),
        ({"trigger": "whenever"}, "trigger", "whenever"),
        ({"trigger": ""}, "trigger", "required"),
        ({"task_name": ""}, "task_name", "Give the schedule a name"),
        ({"task_name": "x" * 300}, "task_name", "200"),
        ({"queue": "ü" * 200}, "queue", "255 bytes"),
        ({"priority": "32"}, "priority", "31"),
        ({"priority": "-1"}, "priority", "0"),
        ({"task": ""}, "task", "Choose the task"),
        ({"task": "os.system"}, "task", "No task 'os.system' is registered"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_field_says_so_beside_itself_and_in_the_list(client, fields, name, message):
    if fields.get("run_at") == "9999-12-31T23:59":
        fields = {**fields, "time_zone": "America/New_York"}
    response = send(client, **fields)
    assert response.status_code == 200
    assert not ScheduledTask.objects.exists()
    errors = response.context["form"].errors[name]
    assert any(message in error for error in errors)
    page = page_of(response)
    assert f'data-for="id_{name}"' in page
    assert any(fault.message in page for fault in response.context["faults"])


def test_a_name_that_is_taken_is_said_beside_the_name(client):
    schedule("Refunds")
    response = send(client)
    assert "Another schedule has this name" in response.context["form"].errors["task_name"][0]
    assert ScheduledTask.objects.count() == 1


def test_what_was_typed_for_another_kind_of_rule_is_neither_checked_nor_lost(client):
    response = send(client, cron="nonsense", run_at="soon", interval_count="0")
    assert set(response.context["form"].errors) == {"interval_count"}
    page = page_of(response)
    assert 'value="nonsense"' in page
    assert 'value="soon"' in page
    send(client, cron="nonsense", run_at="soon")
    saved = ScheduledTask.objects.get()
    assert (saved.cron, saved.run_at, saved.time_zone) == ("", None, "")


def test_a_time_is_read_and_shown_on_the_clock_of_its_zone(client):
    send(client, trigger="once", run_at="2099-07-01T10:00", time_zone="Asia/Tokyo")
    saved = ScheduledTask.objects.get()
    assert saved.run_at.isoformat() == "2099-07-01T01:00:00+00:00"
    page = page_of(client.get(reverse("carrot:schedule", args=[saved.pk])))
    assert 'value="2099-07-01T10:00:00"' in page


def test_a_schedule_that_is_over_can_still_be_saved_switched_off(client):
    response = send(client, trigger="once", run_at="2001-01-01T10:00", active="")
    assert response.status_code == 302
    saved = ScheduledTask.objects.get()
    assert (saved.active, saved.next_run_at) == (False, None)


def test_save_and_run_now_leads_to_the_message(client):
    response = send(client, then="run", queue="money", priority="7")
    row = MessageLog.objects.get()
    assert response.url == reverse("carrot:message", args=[row.uuid])
    assert (row.task, row.queue, row.priority) == (REFUND, "money", 7)
    assert row.scheduled_task == ScheduledTask.objects.get()
    assert row.arguments == {"order": 1042, "amount": "19.90"}


def test_every_change_is_written_down_with_what_it_was(client):
    send(client, then="run")
    send(client, ScheduledTask.objects.get(), task_name="Others")
    assert list(AuditEntry.objects.order_by("id").values_list("action", "target")) == [
        ("create schedule", "Refunds"),
        ("run schedule", "Refunds"),
        ("change schedule", "Others"),
    ]
    detail = AuditEntry.objects.get(action="create schedule").detail
    assert detail == f'{REFUND}(order=1042, amount="19.90"), every 5 minutes'


def test_a_schedule_can_begin_with_the_arguments_of_a_message(client):
    send(client, then="run")
    row = MessageLog.objects.get()
    response = client.get(reverse("carrot:schedule-new"), {"message": str(row.uuid)})
    assert widget_of(response)["data"] == REFUND_FORM
    assert client.get(reverse("carrot:schedule-new"), {"message": "x"}).status_code == 200


def test_from_elsewhere_the_editor_can_be_read_and_not_be_saved(client):
    stored = schedule()
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    page = page_of(client.get(reverse("carrot:schedule", args=[stored.pk]), **elsewhere))
    assert "Read only" in page
    assert "Save" not in page
    response = client.post(reverse("carrot:schedule", args=[stored.pk]), filled(), **elsewhere)
    assert response.status_code == 403
    assert ScheduledTask.objects.get().interval_type == "hours"


def test_a_schedule_that_is_gone_is_not_found(client):
    for pk in (1, 2**80):
        assert client.get(reverse("carrot:schedule", args=[pk])).status_code == 404


def test_what_is_typed_for_a_schedule_that_was_deleted_meanwhile_is_not_lost(client):
    stored = schedule()
    address = reverse("carrot:schedule", args=[stored.pk])
    stored.delete()
    response = client.post(address, filled(queue="mine"))
    assert "was deleted while you had it open" in page_of(response)
    assert widget_of(response)["data"] == REFUND_FORM
    assert 'value="mine"' in page_of(response)
    assert f'action="{reverse("carrot:schedule-new")}"' in page_of(response)
    assert not ScheduledTask.objects.exists()


def test_those_who_may_only_read_see_no_secret(client, register):
    def sign_in(user: str, password: str) -> None:
        """Sign in."""

    made = register(task(sign_in, name="shop.sign_in"))
    stored = schedule(task=made.name, arguments={"user": "ada", "password": "hunter2"})
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    for address in (
        reverse("carrot:schedules"),
        reverse("carrot:schedule", args=[stored.pk]),
        f"{reverse('carrot:schedule-form')}?task={stored.task}&schedule={stored.pk}",
        reverse("carrot:task", args=[stored.task]),
    ):
        page = page_of(client.get(address, **elsewhere))
        assert "sign_in" in page
        assert "hunter2" not in page
    assert "hunter2" in page_of(client.get(reverse("carrot:schedule", args=[stored.pk])))
