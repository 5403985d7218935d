"""The public door to the queues: how they stand, pausing, resuming, emptying."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import override_settings
from django.utils import timezone

from carrot import queues
from carrot.brokers import connections
from carrot.exceptions import BrokerUnavailable
from carrot.models import MessageLog, QueuePause, Status, WorkerStatus
from carrot.worker.pauses import Pauses
from tests.monitor.rows import message

pytestmark = pytest.mark.django_db

NOWHERE = {"default_broker": "amqp://user:hunter2@127.0.0.1:1/"}


def found(name: str) -> queues.Queue:
    return next(each for each in queues.every() if each.name == name)


def test_every_queue_is_there_that_settings_or_tasks_name_or_in_which_something_waits():
    message(Status.PUBLISHED, queue="forgotten")
    message(Status.COMPLETED, queue="over")

    names = [each.name for each in queues.every()]

    assert names == sorted(names)
    assert {"default", "forgotten"} <= set(names)
    assert "over" not in names


def test_a_pause_says_by_whom_and_since_when():
    before = timezone.now()
    assert queues.pause("default", by="ada")
    assert not queues.pause("default", by="bob")  # it was paused already

    pause = queues.paused("default")
    assert pause is not None
    assert (pause.by, found("default").pause) == ("ada", pause)
    assert before <= pause.since <= timezone.now()
    assert queues.resume("default")
    assert not queues.resume("default")
    assert queues.paused("default") is None
    assert found("default").pause is None


def test_a_queue_that_nobody_knows_is_neither_paused_nor_purged():
    for change in (queues.pause, queues.purge):
        with pytest.raises(queues.UnknownQueue, match=r"no queue 'defalt'.*CARROT\['queues'\]"):
            change("defalt")
    assert not QueuePause.objects.exists()


def test_a_paused_queue_that_left_the_settings_can_still_be_resumed():
    QueuePause.objects.create(queue="gone")
    assert found("gone").pause is not None
    assert queues.resume("gone")


def test_a_paused_queue_has_no_consumers():
    WorkerStatus.objects.create(
        name="w",
        host="h",
        pid=1,
        queues=["default"],
        started_at=timezone.now(),
        heartbeat_at=timezone.now(),
    )
    assert found("default").consumers == 1
    queues.pause("default")
    assert found("default").consumers == 0


def test_purging_cancels_what_waits_and_what_is_held_back():
    later = timezone.now() + timedelta(hours=1)
    waiting = [message(Status.PUBLISHED), message(Status.PUBLISHED, not_before=later)]
    running, other = message(Status.IN_PROGRESS), message(Status.PUBLISHED, queue="other")

    assert queues.purge("default").cancelled == 2

    kept = MessageLog.objects.exclude(pk__in=[row.pk for row in waiting])
    assert not MessageLog.objects.waiting().filter(queue="default").exists()
    assert set(kept) == {running, other}


@override_settings(CARROT=NOWHERE)
def test_a_broker_that_does_not_answer_is_asked_once_and_nothing_is_purged():
    row = message(Status.PUBLISHED)
    message(Status.PUBLISHED, queue="second")
    try:
        assert "hunter2" not in found("default").trouble
        assert found("default").trouble == found("second").trouble != ""
        assert found("default").ready is None
        with pytest.raises(BrokerUnavailable):
            queues.purge("default")
    finally:
        connections.close_all()
    assert MessageLog.objects.get(pk=row.pk).status == Status.PUBLISHED


def test_until_the_database_has_spoken_every_queue_is_paused_and_after_that_it_is_remembered():
    QueuePause.objects.create(queue="default")
    pauses = Pauses()
    assert pauses.holds("default")
    assert pauses.holds("other")

    def dead(execute, sql, params, many, context):
        raise OperationalError("gone")

    pauses.look()
    assert (pauses.holds("default"), pauses.holds("other"), pauses.trouble) == (True, False, "")

    QueuePause.objects.all().delete()
    pauses._next = 0
    with connection.execute_wrapper(dead):
        pauses.look()
    assert pauses.holds("default")
    assert not pauses.holds("other")
    assert "cannot be read: gone" in pauses.trouble


def test_a_pause_is_looked_for_once_a_second(django_assert_num_queries):
    pauses = Pauses()
    with django_assert_num_queries(1):
        for _ in range(50):
            pauses.look()
