"""Plugins decide who may see and change what; one that fails denies it."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.urls import reverse

from carrot.models import AuditEntry, MessageLog, ScheduledTask, Status
from carrot.monitor.permissions import may_change, may_read
from carrot.plugins import Action, hookimpl
from carrot.testing import registered
from tests.monitor.pages import addresses
from tests.monitor.rows import message, one_of_each
from tests.monitor.schedules import schedule
from tests.plugins import decides
from tests.plugins.guards_badly import BAD_ALLOWS
from tests.plugins.starts import connect, install

__all__ = ["connect", "install"]

pytestmark = pytest.mark.django_db


class Tenants:
    """Nobody sees what is of the task `other`, and nobody changes what is of `foreign`."""

    def __init__(self):
        self.asked = set()

    @hookimpl
    def allow(self, permission, obj):
        self.asked.add((permission, type(obj).__name__))
        task = getattr(obj, "task", "")
        if task == "other" or (task == "foreign" and permission == "carrot.change_messagelog"):
            return False
        return None


class ReadOnly:
    @hookimpl
    def allow(self, permission):
        return permission.rpartition(".")[2].startswith("view_")


@pytest.fixture
def tenants():
    plugin = Tenants()
    with registered(plugin, "tenants"):
        yield plugin


def requeue(client, *rows: MessageLog) -> str:
    given = {"action": "requeue", "chosen": [row.pk for row in rows]}
    return client.post(reverse("carrot:messages-action"), given, follow=True).content.decode()


@pytest.mark.parametrize("plugin", BAD_ALLOWS)
@pytest.mark.parametrize("address", addresses())
def test_nobody_comes_in_where_a_plugin_fails_to_say_who_may(client, plugin, address):
    one_of_each()

    with registered(plugin(), "tenants"):
        answers = [client.get(address), client.post(address)]

    for answer in answers:
        assert answer.status_code == 403
        text = answer.content.decode()
        assert "The plugin tenants failed to say who may see this." in text
        assert "no answer" not in text


def test_nobody_comes_in_where_the_plugin_that_says_who_may_cannot_be_imported(
    client, connect, install
):
    install("tenants", tenants="tests.plugins.guards_absent")
    connect()

    answer = client.get(reverse("carrot:overview"))

    assert answer.status_code == 403
    assert "The plugin tenants failed to say who may see this." in answer.content.decode()


def test_a_plugin_that_is_switched_off_guards_nothing(client, connect, install):
    install("tenants", tenants="tests.plugins.guards_absent")
    connect(disabled_plugins=["tenants"])

    assert client.get(reverse("carrot:overview")).status_code == 200


def test_what_a_plugin_says_of_a_permission_stands_above_all_else():
    requests = RequestFactory()
    stranger = {"REMOTE_ADDR": "203.0.113.9"}

    with registered(decides):
        mine = requests.get("/", headers={"X-Tenant": decides.TENANT}, **stranger)
        other = requests.get("/")

        assert may_change(mine, "shop.refund")
        assert may_read(mine, "shop.refund")
        assert not may_change(other, "shop.refund")  # though it is a client on this machine
        assert may_change(other)  # of this it says nothing


def test_who_may_only_read_has_no_buttons_and_changes_nothing(client):
    row = message(Status.FAILED)

    with registered(ReadOnly()):
        page = client.get(reverse("carrot:messages", args=["failed"])).content.decode()
        answer = client.post(
            reverse("carrot:messages-action"), {"action": "requeue", "chosen": row.pk}
        )

    assert 'value="requeue"' not in page
    assert answer.status_code == 403
    row.refresh_from_db()
    assert row.status == Status.FAILED


def test_a_button_is_there_for_those_who_may_press_it(client):
    class Refunds:
        @hookimpl
        def register_actions(self):
            yield Action(
                name="refund",
                label="Refund it",
                run=lambda request, rows: "Done.",
                permission="shop.refund",
            )

    message(Status.FAILED)
    address = reverse("carrot:messages", args=["failed"])

    with registered(decides), registered(Refunds()):
        without = client.get(address).content.decode()
        with_it = client.get(address, headers={"X-Tenant": decides.TENANT}).content.decode()

    assert "Refund it" not in without
    assert "Requeue" in without
    assert "Refund it" in with_it


def test_one_message_may_be_hidden(client, tenants):
    row = message(Status.FAILED, task="other")

    for name in ("message", "message-live", "message-log"):
        answer = client.get(reverse(f"carrot:{name}", args=[row.uuid]))
        assert answer.status_code == 403
        assert "The plugin tenants does not let you see this." in answer.content.decode()
    edited = client.get(reverse("carrot:run"), {"message": str(row.uuid)})
    copied = client.get(reverse("carrot:schedule-new"), {"message": str(row.uuid)})
    assert (edited.status_code, copied.status_code) == (403, 403)


def test_one_message_may_be_seen_and_not_changed(client, tenants):
    row = message(Status.FAILED, task="foreign")

    page = client.get(reverse("carrot:message", args=[row.uuid])).content.decode()
    said = requeue(client, row)

    assert 'value="requeue"' not in page
    assert "Nothing was done: 1 message may not be changed by you." in said
    row.refresh_from_db()
    assert row.status == Status.FAILED
    assert AuditEntry.objects.count() == 0


def test_of_many_those_that_may_not_be_changed_are_left_alone_and_counted(client, tenants):
    mine, foreign = message(Status.FAILED), message(Status.FAILED, task="foreign")

    said = requeue(client, mine, foreign)

    assert "1 message requeued. 1 message left alone: they may not be changed by you." in said
    mine.refresh_from_db()
    foreign.refresh_from_db()
    assert (mine.status, foreign.status) == (Status.PUBLISHED, Status.FAILED)


def test_one_schedule_may_be_kept_from_being_seen_changed_or_run(client, tenants):
    hidden, foreign = schedule("Hidden", task="other"), schedule("Foreign", task="foreign")

    for plan in (hidden, foreign):
        run = client.post(reverse("carrot:schedule-run", args=[plan.pk]))
        save = client.post(reverse("carrot:schedule", args=[plan.pk]), {"task_name": "Mine"})
        off = {"action": "disable", "schedule": plan.pk}
        client.post(reverse("carrot:schedules-action"), off)
        assert (run.status_code, save.status_code) == (403, 403)
    seen = [client.get(reverse("carrot:schedule", args=[p.pk])) for p in (hidden, foreign)]

    assert [each.status_code for each in seen] == [403, 200]
    assert set(ScheduledTask.objects.values_list("task_name", "active")) == {
        ("Hidden", True),
        ("Foreign", True),
    }
    assert MessageLog.objects.count() == 0


def test_the_hook_is_asked_with_the_message_or_schedule_that_it_is_about(client, tenants):
    row, plan = message(Status.FAILED), schedule()

    client.get(reverse("carrot:message", args=[row.uuid]))
    client.get(reverse("carrot:schedule", args=[plan.pk]))
    requeue(client, row)

    assert tenants.asked >= {
        ("carrot.view_messagelog", "NoneType"),
        ("carrot.view_messagelog", "MessageLog"),
        ("carrot.view_messagelog", "ScheduledTask"),
        ("carrot.change_messagelog", "MessageLog"),
        ("carrot.change_messagelog", "NoneType"),
    }
