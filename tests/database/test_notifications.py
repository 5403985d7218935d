"""The bundled plugin `notifications`: failures are mailed, and posted until somebody answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.utils import timezone

from carrot.exceptions import ConfigurationError
from carrot.models import MessageLog, Status
from carrot.signals import task_finished
from carrot.testing import registered, run_waiting
from carrot_plugins import notifications
from tests.servers.process import free_port

pytestmark = pytest.mark.django_db

OWN = "carrot_plugins.notifications."


class Hook(HTTPServer):
    """A webhook that answers with `status` and keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.status = 200
        self.received: list[dict[str, object]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class Receiver(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.received.append(json.loads(self.rfile.read(length)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def told(settings):
    """Use the plugin with these settings of it."""
    with ExitStack() as stack:

        def use(**given: object) -> None:
            settings.CARROT = {
                **settings.CARROT,
                "plugin_settings": {"notifications": given},
            }
            stack.enter_context(registered(notifications, "notifications-here"))

        yield use


def fails(exception: str = "KeyError: 17", **values: object) -> MessageLog:
    """A message whose end a supervisor has just told of."""
    row = MessageLog.objects.create(
        **{
            "task": "shop.refund",
            "exception": exception,
            "status": Status.FAILED,
            "failure_time": timezone.now().replace(minute=5, second=0),
            "publish_time": timezone.now(),
            "attempt": 1,
            **values,
        }
    )
    task_finished.send(sender=MessageLog, message=row)
    return row


def notices() -> list[str]:
    """What waits to be sent, by the name of its task."""
    waiting = MessageLog.objects.filter(status=Status.PUBLISHED, task__startswith=OWN)
    return [row.task.removeprefix(OWN) for row in waiting.order_by("id")]


def test_a_failure_is_mailed_with_what_one_needs_to_find_it(told):
    told(mail=["ops@example.com"], site="https://shop.example.com")

    row = fails(exception="ValueError: no such order\nat all")
    run_waiting()

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["ops@example.com"], "shop.refund failed: ValueError")
    assert "no such order" in sent.body
    assert f"https://shop.example.com/some/where/carrot/messages/{row.uuid}/" in sent.body


def test_a_failure_is_posted(told, hook):
    told(webhook=hook.address)

    row = fails()
    (ran,) = run_waiting()

    assert "posted, answered with 200" in ran.output
    (posted,) = hook.received
    assert posted["text"] == "shop.refund failed: KeyError: 17"
    assert posted["message"] == str(row.uuid)


@pytest.mark.parametrize("status", [500, 404])
def test_a_webhook_that_does_not_take_it_is_tried_again_later(told, hook, status):
    told(webhook=hook.address, tries=3)
    hook.status = status

    fails()
    run_waiting()

    waiting = MessageLog.objects.get(status=Status.PUBLISHED)
    assert waiting.arguments["attempt"] == 2
    assert timedelta(seconds=20) < waiting.not_before - timezone.now() <= timedelta(seconds=30)


def test_after_its_last_try_it_fails_for_all_to_see(told):
    told(webhook=f"http://127.0.0.1:{free_port()}/nobody", tries=2)

    row = fails()
    MessageLog.objects.filter(task__startswith=OWN).delete()
    with pytest.raises(OSError, match="refused"):
        notifications.post_failure(row.uuid, attempt=2)

    assert notices() == []


def test_there_is_one_notice_of_a_kind_at_a_time(told):
    told(mail=["ops@example.com"], quiet=600)
    first = timezone.now().replace(minute=5, second=0)

    fails(exception="KeyError: 1", failure_time=first)
    fails(exception="KeyError: 2", failure_time=first + timedelta(seconds=60))
    assert notices() == ["mail_failure"]

    fails(exception="OSError: 3", failure_time=first)
    fails(exception="KeyError: 4", failure_time=first + timedelta(seconds=600))
    assert notices() == ["mail_failure"] * 3


@pytest.mark.parametrize(
    "values",
    [{"task": "other.task"}, {"task": f"{OWN}post_failure"}, {"status": Status.COMPLETED}],
)
def test_of_some_nobody_is_told(told, values):
    told(mail=["ops@example.com"], tasks=["shop.*", "carrot_plugins.*"])

    fails(**values)

    assert notices() == []


def test_without_settings_it_does_nothing(told):
    told()

    fails()

    assert notices() == []


def test_a_message_that_is_gone_is_no_failure(told):
    told(mail=["ops@example.com"])

    fails().delete()
    (ran,) = run_waiting()

    assert ran.status == Status.COMPLETED
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"webhook": "ftp://example.com"}, "['webhook'] is no http address"),
        ({"site": "shop.example.com"}, "['site'] is no http address"),
        ({"quiet": 0}, "'quiet' and 'tries' are at least 1"),
        ({"mails": []}, "has no mails; it has mail, webhook, tasks, quiet, tries, site"),
    ],
)
def test_wrong_settings_are_said(settings, given, said):
    settings.CARROT = {"plugin_settings": {"notifications": given}}

    with pytest.raises(ConfigurationError) as raised:
        notifications.configured()

    assert said in str(raised.value)
