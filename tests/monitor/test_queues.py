"""The panel of the queues: what it shows, pausing, resuming and purging one."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from carrot import queues
from carrot.brokers import connections
from carrot.models import AuditEntry, MessageLog, QueuePause, Status
from carrot.testing import registered
from carrot_plugins import queues as plugin
from tests.monitor.rows import build, message

pytestmark = pytest.mark.django_db

HOME = "/some/where/carrot/panels/queues/"
NOWHERE = {"default_broker": "amqp://user:hunter2@127.0.0.1:1/"}
STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def _plugin():
    with registered(plugin, "the queues"):
        yield
    connections.close_all()


def page(client, address: str = HOME, **given) -> str:
    response = client.get(address, **given)
    assert response.status_code == 200
    return response.content.decode()


def line(client, queue: str) -> list[str]:
    """The cells of a queue's row as text."""
    body = next(each for each in page(client).split("<tr")[1:] if f">{queue}</a>" in each)
    cells = re.findall(r"<td.*?</td>", body, re.DOTALL)
    return [re.sub(r"<.*?>", "", cell).strip() for cell in cells]


def said(response) -> str:
    return " ".join(str(notice) for notice in get_messages(response.wsgi_request))


def test_a_row_says_what_waits_runs_comes_and_ends(client):
    now = timezone.now()
    MessageLog.objects.bulk_create(build(Status.PUBLISHED, publish_time=now) for _ in range(3))
    message(Status.IN_PROGRESS, publish_time=now)
    message(Status.COMPLETED, publish_time=now, completion_time=now)
    message(Status.FAILED, publish_time=now, failure_time=now)

    cells = line(client, "default")

    assert cells[:9] == ["default", "open", "database", "3", "1", "3", "0", "6", "2"]


def test_a_queue_that_left_the_settings_stays_in_sight_while_something_waits(client):
    message(Status.PUBLISHED, queue="forgotten")
    assert line(client, "forgotten")[3] == "1"


def test_a_queue_costs_its_waiting_count_and_what_its_broker_is_asked(
    client, django_assert_max_num_queries
):
    for number in range(30):
        message(Status.PUBLISHED, queue=f"queue-{number}")
        message(Status.IN_PROGRESS, queue=f"queue-{number}")
    page(client)
    with django_assert_max_num_queries(18 + 4 * 31):
        page(client)


def test_beyond_a_limit_nothing_is_counted_on(client, monkeypatch):
    monkeypatch.setattr(plugin, "COUNTED", 2)
    for _ in range(4):
        message(Status.PUBLISHED)
    assert line(client, "default")[3] == "over 2"


def test_pausing_and_resuming_a_queue(client):
    ada = User.objects.create_user("ada")
    client.force_login(ada)
    assert "Pause<" in page(client)

    response = client.post(f"{HOME}pause/", {"queue": "default"})

    assert said(response) == "The queue default is paused. What is published to it waits."
    assert response.url == HOME
    assert QueuePause.objects.get().by == "ada"
    assert line(client, "default")[1] == "paused by ada"
    assert 'title="paused">1</span>' in page(client)
    assert "Resume<" in page(client)
    overview = page(client, reverse("carrot:overview"))
    assert "Paused queues" in overview
    waiting = message(Status.PUBLISHED)
    shown = page(client, reverse("carrot:message", args=[waiting.uuid]))
    assert "The queue default is paused by ada since" in shown

    assert said(client.post(f"{HOME}resume/", {"queue": "default"})) == "The queue default goes on."
    assert not QueuePause.objects.exists()
    assert "Paused queues" not in page(client, reverse("carrot:overview"))
    entries = AuditEntry.objects.order_by("id").values_list("user", "action", "target")
    assert list(entries) == [
        ("ada", "queues/pause/", "panel queues"),
        ("ada", "queues/resume/", "panel queues"),
    ]


def test_who_may_not_is_offered_nothing_and_changes_nothing(client):
    message(Status.PUBLISHED)
    body = page(client, **STRANGER)
    assert all(f"{word}<" not in body for word in ("Pause", "Purge…"))

    for name in ("pause", "resume", "purge"):
        data = {"queue": "default"}
        assert client.post(f"{HOME}{name}/", data, **STRANGER).status_code == 403
    assert not QueuePause.objects.exists()
    assert MessageLog.objects.get().status == Status.PUBLISHED


@pytest.mark.parametrize("name", ["pause", "resume", "purge"])
def test_a_name_that_no_database_takes_is_refused(client, name):
    assert client.post(f"{HOME}{name}/", {"queue": "a\0"}).status_code == 400


@pytest.mark.parametrize("name", ["pause", "resume"])
def test_looking_at_an_address_changes_nothing(client, name):
    assert client.get(f"{HOME}{name}/", {"queue": "default"}).status_code == 405
    assert not QueuePause.objects.exists()


@pytest.mark.parametrize("data", [{}, {"queue": ""}, {"queue": "defalt"}, {"queue": "x" * 9999}])
@pytest.mark.parametrize("name", ["pause", "purge"])
def test_a_queue_that_nobody_knows_is_not_found(client, name, data):
    assert client.post(f"{HOME}{name}/", data).status_code == 404
    assert not QueuePause.objects.exists()


def test_purging_a_queue_asks_first_and_cancels_what_waits_there(client):
    waiting = message(Status.PUBLISHED, queue="money")
    rest = [message(Status.IN_PROGRESS, queue="money"), message(Status.PUBLISHED)]
    assert f'<form method="get" action="{HOME}purge/">' in page(client)

    question = page(client, f"{HOME}purge/?queue=money")
    assert "Purge the queue money?" in question
    assert "Waiting messages that will not run: 1" in question
    assert MessageLog.objects.get(pk=waiting.pk).status == Status.PUBLISHED

    report = said(client.post(f"{HOME}purge/", {"queue": "money"}))
    assert report == "The queue money was purged: 1 waiting message is cancelled."
    assert MessageLog.objects.get(pk=waiting.pk).status == Status.CANCELLED
    assert {MessageLog.objects.get(pk=row.pk).status for row in rest} == {
        Status.IN_PROGRESS,
        Status.PUBLISHED,
    }
    assert AuditEntry.objects.get().action == "queues/purge/"


@override_settings(CARROT={**settings.CARROT, **NOWHERE})
def test_a_broker_that_is_down_is_said_and_nothing_is_purged(client):
    waiting = message(Status.PUBLISHED)
    assert "does not answer" in line(client, "default")[1] or "127.0.0.1" in page(client)
    assert "hunter2" not in page(client)

    response = client.post(f"{HOME}purge/", {"queue": "default"})

    assert response.status_code == 503
    body = response.content.decode()
    assert "was not purged and nothing was changed" in body
    assert "hunter2" not in body
    assert MessageLog.objects.get(pk=waiting.pk).status == Status.PUBLISHED
    assert not AuditEntry.objects.exists()


def test_a_name_of_a_queue_is_only_text(client):
    name = '<b>"x"&'
    message(Status.PUBLISHED, queue=name)
    for body in (page(client), page(client, f"{HOME}purge/?queue=%3Cb%3E%22x%22%26")):
        assert "<b>" not in body
        assert "&lt;b&gt;" in body
    assert client.post(f"{HOME}pause/", {"queue": name}).status_code == 302
    assert queues.paused(name)
    assert "<b>" not in page(client, reverse("carrot:overview"))
