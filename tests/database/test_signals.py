"""What happened is told, once each, when it is committed, to whom it may concern."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from carrot import conf, signals
from carrot.brokers.base import Delivery
from carrot.exceptions import MessageRefused
from carrot.models import FailureKind, MessageLog, Status
from carrot.publishing import publish_message
from carrot.publishing.publisher import Outgoing
from carrot.publishing.settling import note
from carrot.scheduling.reaper import Reaper
from carrot.worker.intake import Intake
from carrot.worker.protocol import Job
from carrot.worker.records import Finish
from tests.project import tasks

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def heard(signal):
    """The messages that a signal tells of, and whether a transaction was open then."""
    told = []

    def receiver(message, **_):
        told.append((message, transaction.get_connection().in_atomic_block))

    signal.connect(receiver)
    try:
        yield told
    finally:
        signal.disconnect(receiver)


@pytest.fixture
def finished():
    with heard(signals.task_finished) as told:
        yield told


def running(**values: object) -> MessageLog:
    now = timezone.now()
    given = {
        "task": "tests.project.tasks.add",
        "publish_time": now,
        "status": Status.IN_PROGRESS,
        "attempt": 1,
        "worker": "gone",
        "lease_until": now - timedelta(minutes=5),
    }
    return MessageLog.objects.create(**{**given, **values})


def test_that_a_message_is_published_is_told_inside_the_transaction_that_writes_it():
    with heard(signals.message_published) as told:
        row = publish_message(tasks.add, 1)

    assert [message for message, _ in told] == [row]


def test_that_a_task_starts_is_told_when_it_is_claimed():
    row = publish_message(tasks.add, 1)

    with heard(signals.task_started) as told:
        intake = Intake("w1", wait=lambda seconds: True)
        intake.claim([Delivery(message_id=row.uuid, queue="default", task=row.task, tag=1)])

    ((message, in_transaction),) = told
    assert (message, message.status, in_transaction) == (row, Status.IN_PROGRESS, False)


@pytest.mark.parametrize(
    ("delivery", "kind"),
    [
        (Delivery(message_id=uuid4(), queue="default", task="x", tag=1), "UNKNOWN_MESSAGE"),
        (
            Delivery(message_id=None, queue="default", task="x", tag=1, fault="it is no JSON"),
            "BAD_MESSAGE",
        ),
    ],
)
def test_a_message_that_no_row_has_asked_for_is_told_of_as_failed(delivery, kind, finished):
    Intake("w1", wait=lambda seconds: True).claim([delivery])

    ((message, in_transaction),) = finished
    assert message == MessageLog.objects.get()
    assert (message.status, message.failure_kind) == (Status.FAILED, FailureKind[kind])
    assert not in_transaction


def test_a_message_that_was_lost_too_often_is_told_of_as_failed(finished):
    lost = running(crashes=conf.get().max_crashes - 1)
    back = running()

    Reaper().step()

    assert MessageLog.objects.get(pk=back.pk).status == Status.PUBLISHED
    ((message, in_transaction),) = finished
    assert (message, message.failure_kind, in_transaction) == (lost, FailureKind.LOST, False)


def test_a_message_that_the_broker_refuses_is_told_of_as_failed(finished):
    row = publish_message(tasks.add, 1)
    MessageLog.objects.filter(pk=row.pk).update(sent_at=None)

    note([(Outgoing.of(row), MessageRefused("it is too large"))])
    note([(Outgoing.of(row), MessageRefused("it is too large"))])

    ((message, in_transaction),) = finished
    assert (message, message.failure_kind, in_transaction) == (row, FailureKind.REFUSED, False)


def test_the_end_of_a_run_is_told_with_what_came_of_it(finished):
    row = running()
    job = Job.of(row, queue="default")

    Finish(job=job, outcome=None, settled=lambda job: None).settle()
    assert finished == []  # it has not ended
    MessageLog.objects.filter(pk=row.pk).update(status=Status.COMPLETED, output="2")
    Finish(job=job, outcome=None, settled=lambda job: None).settle()

    ((message, _),) = finished
    assert (message.status, message.output) == (Status.COMPLETED, "2")


def test_what_a_person_cancels_is_not_told_of(finished):
    publish_message(tasks.add, 1)

    MessageLog.objects.all().cancel(now=timezone.now())

    assert finished == []
