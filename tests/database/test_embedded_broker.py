"""The database as a broker, under more consumers than it likes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.utils import timezone

from carrot.brokers.base import Delivery
from carrot.brokers.database import DatabaseBroker
from carrot.conf import BrokerAddress
from carrot.exceptions import BrokerUnavailable
from carrot.models import MessageLog, Status, WorkerStatus
from carrot.models.outcome import Outcome
from tests.contracts.carriers import Carrier, eventually, ids, nothing_comes, received, started

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    with ExitStack() as open_things:
        address = BrokerAddress(scheme="database")
        yield Carrier(DatabaseBroker(), address, open_things)


def drain(carrier: Carrier, queue, got: list[Delivery], troubles: set[str]) -> None:
    """A worker's life: receive, record the end, acknowledge, until nothing comes for a while."""
    consumer = carrier.broker.consumer([queue], worker=str(uuid4()), prefetch=3)
    quiet_since = time.monotonic()
    try:
        while time.monotonic() - quiet_since < 1:
            for delivery in consumer.receive(3, 0.1):
                got.append(delivery)
                carrier.done(consumer, delivery)
                quiet_since = time.monotonic()
            troubles.add(consumer.trouble)
    except Exception as error:
        troubles.add(repr(error))
    finally:
        consumer.close()


def eight_consumers(carrier: Carrier, messages: int) -> tuple[list[Delivery], set[str], set]:
    queue = carrier.queue()
    got: list[Delivery] = []
    troubles: set[str] = set()
    threads = [started(drain, carrier, queue, got, troubles) for _ in range(8)]
    published = {carrier.publish(queue) for _ in range(messages)}
    for thread in threads:
        thread.join(60)
    return got, troubles, published


def test_eight_consumers_claim_each_row_once_and_meet_no_lock(carrier: Carrier):
    got, troubles, published = eight_consumers(carrier, 300)

    assert troubles == {""}
    assert len(got) == 300
    assert set(ids(got)) == published
    assert MessageLog.objects.filter(status=Status.COMPLETED, attempt=1).count() == 300


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's transactions")
def test_eight_consumers_get_on_with_the_settings_of_startproject(carrier: Carrier):
    """No transaction_mode, no WAL: what `django-admin startproject` writes."""
    given = connections["default"].settings_dict["OPTIONS"].copy()
    connections["default"].settings_dict["OPTIONS"].clear()
    connections.close_all()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=DELETE")
    try:
        got, troubles, published = eight_consumers(carrier, 60)
    finally:
        connections["default"].settings_dict["OPTIONS"].update(given)
        connections.close_all()

    assert troubles == {""}
    assert len(got) == 60
    assert set(ids(got)) == published


def test_a_claim_carries_its_row_worker_and_lease(carrier: Carrier):
    queue = carrier.queue()
    message_id = carrier.publish(queue)

    [delivery] = received(carrier.consumer(queue), 1)

    row = MessageLog.objects.get(uuid=message_id)
    assert delivery.claim == row
    assert row.status == Status.IN_PROGRESS
    assert row.worker == "tests"
    assert row.attempt == delivery.claim.attempt == 1
    assert timedelta(25) / 86400 < row.lease_until - timezone.now() <= timedelta(seconds=30)


def test_what_is_held_back_is_neither_delivered_nor_ready(carrier: Carrier):
    queue = carrier.queue()
    message_id = carrier.publish(queue)
    soon = timezone.now() + timedelta(seconds=1)
    MessageLog.objects.filter(uuid=message_id).update(not_before=soon)
    consumer = carrier.consumer(queue)

    assert carrier.broker.depth(queue).ready == 0
    assert nothing_comes(consumer, seconds=0.3)
    assert ids(received(consumer, 1)) == [message_id]
    assert timezone.now() >= soon


def test_a_message_of_another_process_is_found_within_a_fifth_of_a_second(carrier: Carrier):
    queue = carrier.queue()
    consumer = carrier.consumer(queue)
    assert nothing_comes(consumer, seconds=1)
    # Another process's publish: its bell does not ring here.
    elsewhere = Carrier(DatabaseBroker(), carrier.address, ExitStack())
    found: list[float] = []

    def wait() -> None:
        deliveries = consumer.receive(1, 10)
        found.append(time.monotonic())
        carrier.done(consumer, deliveries[0])

    waits = []
    for _ in range(3):
        waiting = started(wait)
        elsewhere.publish(queue)
        published = time.monotonic()
        waiting.join(15)
        waits.append(found[-1] - published)

    # The quickest, for the machine may be busy with other things.
    assert min(waits) < 0.2


def test_giving_back_after_the_end_changes_nothing(carrier: Carrier):
    queue = carrier.queue()
    carrier.publish(queue)
    consumer = carrier.consumer(queue)
    [delivery] = received(consumer, 1)
    MessageLog.objects.finish(
        Outcome(message_id=delivery.message_id, attempt=1, ended_at=timezone.now())
    )

    consumer.close()

    assert MessageLog.objects.get(uuid=delivery.message_id).status == Status.COMPLETED


def test_purged_messages_stay_in_the_ledger_as_cancelled(carrier: Carrier):
    queue = carrier.queue()
    message_id = carrier.publish(queue)

    assert carrier.broker.purge(queue) == 1

    assert MessageLog.objects.get(uuid=message_id).status == Status.CANCELLED


def test_living_workers_of_a_queue_are_its_consumers(carrier: Carrier):
    queue = carrier.queue()
    now = timezone.now()
    long_ago = now - timedelta(minutes=5)
    for name, queues, beat in (
        ("alive", [queue.name, "x"], now),
        ("dead", [queue.name], long_ago),
        ("other", ["x"], now),
    ):
        WorkerStatus.objects.create(
            name=name, host="h", pid=1, queues=queues, started_at=long_ago, heartbeat_at=beat
        )

    assert carrier.broker.depth(queue).consumers == 1


def test_a_database_that_is_away_is_told_and_comes_back(carrier: Carrier, monkeypatch, caplog):
    queue = carrier.queue()
    consumer = carrier.consumer(queue)
    message_id = carrier.publish(queue)
    with monkeypatch.context() as away:
        connection.close()
        away.setitem(connection.settings_dict, "NAME", "/nowhere/at/all")

        assert consumer.receive(1, 0.5) == []
        assert "database gives no messages" in consumer.trouble
        with pytest.raises(BrokerUnavailable):
            carrier.broker.depth(queue)
        with pytest.raises(BrokerUnavailable):
            carrier.broker.purge(queue)
        connection.close()

    assert eventually(lambda: ids(consumer.receive(1, 0.2)) == [message_id])
    assert consumer.trouble == ""
    assert len([each for each in caplog.records if each.levelname == "WARNING"]) == 1
