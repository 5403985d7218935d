"""What people do to messages and queues, and what is written down of it."""

from __future__ import annotations

import types

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages
from django.test import override_settings
from django.urls import reverse

from carrot.models import Attempt, AuditEntry, MessageLog, Status
from carrot.monitor import actions
from carrot.plugins import Action, hookimpl
from carrot.testing import registered
from tests.monitor.rows import build, message, one_of_each

pytestmark = pytest.mark.django_db

ADDRESS = "/some/where/carrot/messages/action/"


def act(client, action: str, rows, **given):
    data = {"action": action, "chosen": [row.pk for row in rows], **given}
    return client.post(ADDRESS, data)


def said(response) -> str:
    return " ".join(str(notice) for notice in get_messages(response.wsgi_request))


def status_of(row: MessageLog) -> str:
    return MessageLog.objects.get(pk=row.pk).status


def test_a_failed_message_is_requeued_with_its_evidence_kept(client):
    row = message(Status.FAILED, exception="ValueError: no stock", traceback="Traceback")
    response = act(client, "requeue", [row])
    assert said(response) == "1 message requeued."
    assert status_of(row) == Status.PUBLISHED
    assert Attempt.objects.get(message=row).exception == "ValueError: no stock"


def test_selected_messages_are_requeued_and_the_others_are_not(client):
    rows = [message(Status.FAILED) for _ in range(3)]
    assert said(act(client, "requeue", rows[:2])) == "2 messages requeued."
    assert [status_of(row) for row in rows] == ["PUBLISHED", "PUBLISHED", "FAILED"]


def test_what_cannot_be_done_is_left_alone_and_reported(client):
    rows = list(one_of_each().values())
    report = said(act(client, "requeue", rows))
    assert report == ("3 messages requeued. 2 left alone: only what has ended can be requeued.")


def test_cancelling_asks_first_and_takes_only_what_waits(client):
    waiting, running = message(Status.PUBLISHED), message(Status.IN_PROGRESS)
    question = act(client, "cancel", [waiting, running])
    assert question.status_code == 200
    assert "Cancel 2 messages?" in question.content.decode()
    assert status_of(waiting) == Status.PUBLISHED

    report = said(act(client, "cancel", [waiting, running], confirmed="1"))
    assert report.startswith("1 message cancelled. 1 left alone")
    assert status_of(waiting) == Status.CANCELLED
    assert status_of(running) == Status.IN_PROGRESS


def test_deleting_asks_first_and_never_takes_what_runs(client):
    failed, running = message(Status.FAILED), message(Status.IN_PROGRESS)
    assert "Delete 2 messages?" in act(client, "delete", [failed, running]).content.decode()
    assert MessageLog.objects.count() == 2

    act(client, "delete", [failed, running], confirmed="1")
    assert list(MessageLog.objects.values_list("pk", flat=True)) == [running.pk]


def test_all_that_match_is_asked_with_its_number_and_does_exactly_those(client):
    wanted = [message(Status.FAILED, queue="money") for _ in range(3)]
    other = message(Status.FAILED, queue="default")
    data = {"action_all": "requeue", "state": "failed", "queue": "money"}
    question = client.post(ADDRESS, data)
    assert "Requeue 3 messages?" in question.content.decode()
    late = message(Status.FAILED, queue="money")

    confirmed = {"action": "requeue", "confirmed": "1", "chosen": question.context["chosen"]}
    assert said(client.post(ADDRESS, confirmed)) == "3 messages requeued."
    assert {status_of(row) for row in wanted} == {"PUBLISHED"}
    # What came to match after the question was not confirmed by anybody.
    assert status_of(late) == status_of(other) == "FAILED"


def test_more_than_a_thousand_are_taken_in_steps_that_say_how_far_they_are(client):
    MessageLog.objects.bulk_create(build(Status.FAILED) for _ in range(actions.LIMIT + 30))
    asked = {"action_all": "delete", "state": "failed"}
    question = client.post(ADDRESS, asked)
    assert "Delete 1,030 messages?" in question.content.decode()
    late = message(Status.FAILED)

    confirmed = {**asked, "confirmed": "1", "upto": question.context["choice"].upto}
    page = client.post(ADDRESS, confirmed).url
    assert MessageLog.objects.count() == 31
    assert "1,000 of 1,030" in client.get(page).content.decode()

    client.post(page, {"seen": "1000"})
    assert list(MessageLog.objects.all()) == [late]
    assert "Ended" in client.get(page).content.decode()


def test_a_selection_reaches_across_the_states_of_the_queued_list(client):
    message(Status.IN_PROGRESS), message(Status.PUBLISHED)
    question = client.post(ADDRESS, {"action_all": "cancel", "state": "queued"})
    assert "Cancel 2 messages?" in question.content.decode()


@pytest.mark.parametrize("chosen", ["", "x", "0", "-1", "9" * 30, "9" * 18, ",,,", "\uff11"])
def test_a_selection_that_names_nothing_does_nothing(client, chosen):
    row = message(Status.FAILED)
    response = client.post(ADDRESS, {"action": "requeue", "chosen": chosen})
    assert response.status_code == 302
    assert status_of(row) == Status.FAILED


def test_an_action_that_is_not_there_is_not_found(client):
    assert act(client, "explode", [message()]).status_code == 404
    assert client.post(ADDRESS, {"action_all": "requeue", "state": "x"}).status_code == 404


def test_a_change_is_written_down_with_who_did_it(client):
    client.force_login(User.objects.create_user("ada"))
    row = message(Status.FAILED)
    act(client, "requeue", [row])
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.address, entry.action) == ("ada", "127.0.0.1", "requeue")
    assert str(row.uuid) in entry.target
    assert entry.detail == "1 message requeued."


def test_the_change_comes_back_to_the_list_it_was_made_on(client):
    where = reverse("carrot:messages", args=["failed"]) + "?queue=money"
    response = act(client, "requeue", [message(Status.FAILED)], next=where)
    assert response.url == where
    assert "1 message requeued." in client.get(where).content.decode()


def plugin(run, **given):
    module = types.ModuleType("guest")

    @hookimpl
    def register_actions():
        yield Action(name="guest", label="Tell the guest", run=run, **given)

    module.register_actions = register_actions
    return registered(module)


def test_an_action_of_a_plugin_comes_through_the_same_door(client):
    row = message(Status.FAILED)
    with plugin(lambda request, rows: f"Told about {rows.get().pk}.", states=("failed",)):
        assert (
            "Tell the guest" in client.get("/some/where/carrot/messages/failed/").content.decode()
        )
        done = client.get("/some/where/carrot/messages/completed/").content.decode()
        assert "Tell the guest" not in done
        assert said(act(client, "guest", [row])) == f"Told about {row.pk}."
    assert AuditEntry.objects.get().action == "guest"


def test_an_action_of_a_plugin_that_raises_changes_nothing_and_names_the_plugin(client):
    row = message(Status.FAILED)

    def run(request, rows):
        rows.delete()
        raise RuntimeError("out of cheese")

    with plugin(run):
        report = said(act(client, "guest", [row]))
    assert "Nothing was changed" in report
    assert "guest" in report
    assert "out of cheese" in report
    assert status_of(row) == Status.FAILED


def test_an_action_asks_for_its_own_permission(client):
    client.force_login(User.objects.create_user("ada"))
    row = message(Status.FAILED)
    with plugin(lambda request, rows: "Done.", permission="shop.add_return"):
        data = {"action": "guest", "chosen": row.pk}
        assert client.post(ADDRESS, data, REMOTE_ADDR="203.0.113.9").status_code == 403


@override_settings(
    CARROT={
        **settings.CARROT,
        "monitor_authentication": ["django.contrib.auth.decorators.login_required"],
    }
)
def test_an_action_with_a_permission_of_its_own_asks_for_it_behind_decorators_too(client):
    user = User.objects.create_user("ada")
    client.force_login(user)
    data = {"action": "guest", "chosen": message(Status.FAILED).pk}
    with plugin(lambda request, rows: "Done.", permission="carrot.delete_messagelog"):
        assert client.post(ADDRESS, data).status_code == 403
        user.user_permissions.add(Permission.objects.get(codename="delete_messagelog"))
        assert client.post(ADDRESS, data).status_code == 302
