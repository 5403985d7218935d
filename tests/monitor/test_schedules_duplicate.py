"""Duplicating a schedule: the editor opens with everything of the old one, and saves nothing."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from carrot.models import AuditEntry, ScheduledTask
from tests.monitor.schedules import NEWSLETTER, REFUND_FORM, filled, page_of, schedule, widget_of

pytestmark = pytest.mark.django_db


def duplicate(client, pk, **query):
    return client.get(reverse("carrot:schedule-new"), {"copied": pk, **query})


def save(client, pk, **given):
    return client.post(reverse("carrot:schedule-new"), filled(copied=pk, **given))


def test_the_list_and_the_editor_have_a_button_for_those_who_may(client):
    stored = schedule()
    link = f'href="{reverse("carrot:schedule-new")}?copied={stored.pk}"'
    for address in (reverse("carrot:schedules"), reverse("carrot:schedule", args=[stored.pk])):
        assert link in page_of(client.get(address))
        assert link not in page_of(client.get(address, REMOTE_ADDR="203.0.113.9"))


def test_it_opens_with_everything_of_the_old_one_under_a_free_name_and_switched_off(client):
    stored = schedule(
        trigger="cron",
        cron="30 2 * * *",
        time_zone="Asia/Tokyo",
        queue="slow",
        priority=7,
        interval_count=None,
        interval_type="",
    )
    schedule("Refunds copy")
    response = duplicate(client, stored.pk)
    form = response.context["form"]
    assert widget_of(response)["data"] == REFUND_FORM
    assert form["task_name"].value() == "Refunds copy 2"
    shown = ("trigger", "cron", "time_zone", "queue", "priority", "active")
    values = ["cron", "30 2 * * *", "Asia/Tokyo", "slow", 7, False]
    assert [form[name].value() for name in shown] == values
    page = page_of(response)
    assert "Duplicate of Refunds" in page
    assert "Nothing is saved yet" in page
    assert ScheduledTask.objects.count() == 2
    assert not AuditEntry.objects.exists()


def test_saving_it_makes_a_second_one_and_leaves_the_first_alone(client):
    stored = schedule(exchange="orders", routing_key="orders.refund")
    before = ScheduledTask.objects.filter(pk=stored.pk).values().get()
    response = save(client, stored.pk, task_name="Refunds copy", active="")
    assert response.status_code == 302
    new = ScheduledTask.objects.exclude(pk=stored.pk).get()
    assert (new.exchange, new.routing_key) == ("orders", "orders.refund")
    assert (new.active, new.next_run_at, new.last_run_at) == (False, None, None)
    assert new.arguments == stored.arguments
    assert ScheduledTask.objects.filter(pk=stored.pk).values().get() == before
    assert AuditEntry.objects.get().action == "create schedule"


def test_an_error_keeps_what_it_is_a_copy_of(client):
    stored = schedule(exchange="orders")
    page = page_of(save(client, stored.pk, task_name="Refunds"))
    assert "Another schedule has this name" in page
    assert re.search(rf'name="copied" value="{stored.pk}"', page)


def test_one_that_was_deleted_meanwhile_loses_nothing_that_was_typed(client):
    stored = schedule()
    pk = stored.pk
    stored.delete()
    response = save(client, pk, task_name="Mine", queue="mine")
    page = page_of(response)
    assert "was deleted while you had it open" in page
    assert 'value="mine"' in page
    assert 'name="copied"' not in page
    assert not ScheduledTask.objects.exists()


def test_one_that_is_not_there_cannot_be_duplicated(client):
    assert duplicate(client, 99).status_code == 404
    assert duplicate(client, 2**80).status_code == 200  # no number of a row: an empty editor


def test_its_task_can_be_changed_and_it_stays_a_copy(client):
    stored = schedule()
    part = client.get(reverse("carrot:schedule-form"), {"task": NEWSLETTER, "copied": stored.pk})
    assert f"&copied={stored.pk}" in page_of(part)
    assert list(widget_of(part)["data"]) == ["segment", "at", "tags", "prices"]


def test_an_hour_that_comes_twice_is_asked_for_and_stays_the_one_that_was_chosen(client):
    once = {"trigger": "once", "run_at": "2099-10-25T02:30", "time_zone": "Europe/Berlin"}
    address = reverse("carrot:schedule-new")
    asked = client.post(address, filled(**once))
    assert "twice" in asked.context["form"].errors["run_at"][0]
    assert "The second, 02:30 CET (+01:00)" in page_of(asked)
    assert client.post(address, filled(**once, offset="+01:00")).status_code == 302
    saved = ScheduledTask.objects.get()
    assert saved.run_at.isoformat() == "2099-10-25T01:30:00+00:00"
    opened = client.get(reverse("carrot:schedule", args=[saved.pk]))
    assert re.search(r'value="\+01:00" id="id_offset_2" checked', page_of(opened))
