"""The threads of a service besides its consumers, and what they outlive."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from carrot.models import Attempt, FailureKind, MessageLog, ScheduledTask, Status, WorkerStatus
from carrot.scheduling import loop as module
from carrot.scheduling.loop import Loop
from carrot.scheduling.reaper import Reaper
from carrot.scheduling.service import Background
from carrot.utilities import create_scheduled_task
from tests.project import tasks


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline, "it did not come true within 10 s"
        time.sleep(0.01)


@pytest.fixture
def ending():
    event = threading.Event()
    yield event
    event.set()


def test_a_running_message_whose_lease_ran_out_waits_again(db):
    past = timezone.now() - timedelta(minutes=2)
    row = MessageLog.objects.create(task="shop.refund", publish_time=past)
    MessageLog.objects.claim([row.uuid], worker="w", now=past, lease_until=past)

    Reaper().step()

    row.refresh_from_db()
    assert (row.status, row.crashes, row.sent_at) == (Status.PUBLISHED, 1, None)
    assert Attempt.objects.get().failure_kind == FailureKind.LOST


def test_a_lease_that_is_kept_up_is_left_alone(db):
    now = timezone.now()
    row = MessageLog.objects.create(task="shop.refund", publish_time=now)
    MessageLog.objects.claim(
        [row.uuid], worker="w", now=now, lease_until=now + timedelta(seconds=30)
    )

    Reaper().step()

    row.refresh_from_db()
    assert row.status == Status.IN_PROGRESS


def test_after_the_database_was_away_workers_may_renew_their_leases_first(db):
    past = timezone.now() - timedelta(minutes=2)
    row = MessageLog.objects.create(task="shop.refund", publish_time=past)
    MessageLog.objects.claim([row.uuid], worker="w", now=past, lease_until=past)
    times = iter([0.0, 20.0, 40.0])
    reaper = Reaper(clock=lambda: next(times))

    reaper.step()

    row.refresh_from_db()
    assert row.status == Status.IN_PROGRESS
    reaper.step()
    row.refresh_from_db()
    assert row.status == Status.PUBLISHED


def test_a_worker_that_was_not_heard_of_for_long_is_forgotten(db):
    now = timezone.now()
    for name, age in [("dead", timedelta(minutes=6)), ("slow", timedelta(minutes=4))]:
        WorkerStatus.objects.create(
            name=name, host="h", pid=1, started_at=now, heartbeat_at=now - age
        )

    Reaper().step()

    assert [worker.name for worker in WorkerStatus.objects.all()] == ["slow"]


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed"), KeyError(1)])
def test_a_loop_survives_what_its_step_raises(error, ending, monkeypatch, caplog):
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.01)
    steps: list[float] = []
    healed = threading.Event()

    def step() -> float:
        steps.append(time.monotonic())
        if not healed.is_set():
            raise error
        return 0.01

    loop = Loop("relay", step, ending)
    with caplog.at_level(logging.INFO, "carrot"):
        loop.start()
        until(lambda: len(steps) > 3)
        trouble = loop.trouble
        healed.set()
        until(lambda: not loop.trouble)
        ending.set()
        loop.join(5)

    assert not loop.is_alive()
    assert "relay fails" in trouble
    assert len([line for line in caplog.messages if "fails" in line]) == 1
    assert caplog.messages[-1].endswith("goes on")


@pytest.mark.django_db(transaction=True)
def test_the_service_fires_schedules_and_ends_when_it_is_told_to(ending):
    create_scheduled_task(tasks.add, {"seconds": 1}, a=1)
    background = Background(ending, schedule=True)

    background.start()
    until(lambda: MessageLog.objects.count() >= 2)
    ending.set()

    assert background.join(5)
    assert background.trouble == ""
    due = list(MessageLog.objects.order_by("due_at").values_list("due_at", flat=True))
    assert due[1] - due[0] == timedelta(seconds=1)
    late = [row.publish_time - row.due_at for row in MessageLog.objects.all()]
    assert max(late) < timedelta(seconds=3)


@pytest.mark.django_db(transaction=True)
def test_a_service_without_scheduler_fires_nothing(ending):
    schedule = create_scheduled_task(tasks.add, {"seconds": 1}, a=1)
    ScheduledTask.objects.filter(pk=schedule.pk).update(next_run_at=timezone.now())
    left = MessageLog.objects.create(
        task="shop.refund", publish_time=timezone.now() - timedelta(minutes=1)
    )
    background = Background(ending, schedule=False)

    background.start()
    until(lambda: MessageLog.objects.filter(pk=left.pk, sent_at__isnull=False).exists())
    ending.set()

    assert background.join(5)
    assert MessageLog.objects.get() == left


@pytest.mark.django_db(transaction=True)
def test_the_scheduler_works_again_after_its_connection_was_cut(ending):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection to cut")
    create_scheduled_task(tasks.add, {"seconds": 1}, a=1)
    background = Background(ending, schedule=True)
    background.start()
    until(lambda: MessageLog.objects.exists())

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    before = MessageLog.objects.count()

    until(lambda: MessageLog.objects.count() > before)
    ending.set()
    assert background.join(5)
