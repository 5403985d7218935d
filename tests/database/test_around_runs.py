"""Headers that plugins give a message come back to them in the worker, around its run."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.utils import timezone

from carrot.models import MessageLog, Status
from carrot.plugins import hookimpl
from carrot.publishing import publish_message
from carrot.publishing.headers import MOST
from carrot.testing import registered, run_waiting
from carrot.worker import executor
from carrot.worker.protocol import Job
from tests.plugins import tenants
from tests.plugins.wraps_badly import RaisesAfter, RaisesBefore
from tests.project import tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    token = tenants.tenant.set("shop-1")
    tenants.runs.clear()
    with registered(tenants, "tenants"):
        yield
    tenants.tenant.reset(token)


class Gives:
    """A plugin whose headers are given to it."""

    def __init__(self, headers):
        self.headers = headers

    @hookimpl
    def message_headers(self):
        if isinstance(self.headers, Exception):
            raise self.headers
        return self.headers


def test_a_message_carries_headers_to_the_one_who_is_around_its_run(shop):
    published = publish_message(tasks.add, 2, b=40)

    run_waiting()

    published.refresh_from_db()
    assert published.headers == {"tenant": "shop-1", "published-as": published.task}
    ((call, result),) = tenants.runs
    assert (call.task, call.message_id, call.attempt) == (published.task, published.uuid, 1)
    assert dict(call.headers) == published.headers
    assert dict(call.arguments) == {"a": 2, "b": 40}
    assert result == 42


def test_headers_stay_when_a_message_is_requeued(shop):
    publish_message(tasks.fail)
    run_waiting()

    MessageLog.objects.all().requeue(now=timezone.now())
    run_waiting()

    assert [(call.attempt, call.headers["tenant"]) for call, _ in tenants.runs] == [
        (1, "shop-1"),
        (2, "shop-1"),
    ]


def test_a_run_fails_with_the_name_of_the_plugin_that_failed():
    row = publish_message(tasks.add, 1)

    with registered(RaisesBefore(), "tracer"):
        run_waiting()

    row.refresh_from_db()
    assert (row.status, row.exception) == (Status.FAILED, "RuntimeError: no tracer")
    assert "Raised by the plugin tracer in run_task." in row.traceback
    assert "def run_task" not in row.output


def test_a_task_that_has_run_and_whose_plugin_fails_after_it_has_failed_visibly():
    row = publish_message(tasks.add, 1)

    with registered(RaisesAfter(), "tracer"):
        run_waiting()

    row.refresh_from_db()
    assert row.status == Status.FAILED
    assert "Raised by the plugin tracer in run_task." in row.traceback


def test_what_a_task_raises_is_recorded_as_without_plugins(shop):
    row = publish_message(tasks.fail, "no stock")
    run_waiting()
    row.refresh_from_db()

    assert row.exception == "ValueError: no stock"
    assert "plugin" not in row.traceback
    assert row.traceback.splitlines()[-2].strip() == "raise ValueError(text)"


@pytest.mark.django_db(transaction=True)
def test_plugins_are_around_coroutines(shop):
    row = publish_message(tasks.wait, 0.01)
    (claimed,) = MessageLog.objects.claim(
        [row.uuid], worker="test", now=timezone.now(), lease_until=timezone.now()
    )

    outcome = async_to_sync(executor.run_async)(Job.of(claimed, queue="default"))

    assert outcome.output == '"waited"'
    ((call, result),) = tenants.runs
    assert (call.message_id, result) == (row.uuid, "waited")


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        (["tenant"], "it gave a list where a Mapping belongs"),
        (RuntimeError("no tenant"), "RuntimeError: no tenant"),
        ({"type": "shop.refund"}, "the name is the broker's"),
        ({"CC": "elsewhere"}, "the name is the broker's"),
        ({"x-death": "1"}, "the name is the broker's"),
        ({"": "1"}, "a name is text of 1 to 100 bytes"),
        ({7: "1"}, "a name is text of 1 to 100 bytes"),
        ({"n" * 101: "1"}, "a name is text of 1 to 100 bytes"),
        ({"tenant": 7}, "its value is a int; give a str"),
        ({"tenant": "x" * 2001}, "its value is longer than 2,000 characters"),
        ({"tenant": "a\x00b"}, "it has characters that cannot be stored"),
        ({"tenant": "\ud800"}, "it has characters that cannot be stored"),
    ],
)
def test_what_a_message_cannot_carry_is_left_out_and_said(headers, said, caplog):
    with registered(Gives(headers), "careless"), registered(Gives({"good": "1"}), "good"):
        row = publish_message(tasks.add, 1)

    row.refresh_from_db()
    assert row.headers == {"good": "1"}
    assert said in caplog.text
    assert "The plugin careless" in caplog.text


def test_of_two_headers_of_one_name_the_stronger_plugins_stays():
    with (
        registered(Gives({"tenant": "weak", "a": "1"}), "weak"),
        registered(Gives({"tenant": "strong"}), "strong"),
    ):
        row = publish_message(tasks.add, 1)

    assert row.headers == {"tenant": "strong", "a": "1"}


def test_a_message_carries_a_limited_number_of_headers(caplog):
    with registered(Gives({f"h{number}": "1" for number in range(MOST + 1)})):
        row = publish_message(tasks.add, 1)

    assert len(row.headers) == MOST
    assert "a message has at most 50" in caplog.text
