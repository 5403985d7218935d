"""What is due and not with its broker is sent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from carrot import conf
from carrot.brokers import connections
from carrot.exceptions import BrokerUnavailable, ConfigurationError, MessageRefused, Unroutable
from carrot.models import FailureKind, MessageLog, Status
from carrot.publishing import outbox, publish_message
from carrot.publishing.publisher import Outgoing
from carrot.scheduling.relay import BATCH, Relay
from tests.fickle import FickleBroker
from tests.project import tasks

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def broker(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FickleBroker]:
    settings.CARROT = {
        **settings.CARROT,
        "default_broker": "memory://",
        "queues": [{"name": "embedded", "host": "database://"}],
    }
    fickle = FickleBroker()
    monkeypatch.setitem(connections._brokers, conf.get().default_broker, fickle)
    yield fickle
    fickle.open.set()
    assert outbox.stop(10)


def row(age: timedelta = MINUTE, **fields: object) -> MessageLog:
    defaults = {"task": "shop.refund", "publish_time": timezone.now() - age}
    return MessageLog.objects.create(**{**defaults, **fields})


def fresh(message: MessageLog) -> MessageLog:
    return MessageLog.objects.get(pk=message.pk)


def sent(broker: FickleBroker) -> list[UUID]:
    return [message.id for message in broker.tried]


def relay_until(holds: Callable[[], object]) -> None:
    relay, deadline = Relay(), time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline, "it did not come true within 10 s"
        relay.step()
        time.sleep(0.01)


def test_what_was_left_unsent_is_sent_once_and_noted(broker):
    left = [row(MINUTE * 3), row(MINUTE * 2), row(MINUTE)]

    relay = Relay()
    relay.step()
    relay.step()

    assert sent(broker) == [each.uuid for each in left]  # oldest first
    assert all(fresh(each).sent_at for each in left)


def test_what_was_published_just_now_is_left_to_its_publisher(broker):
    row(timedelta())

    Relay().step()

    assert sent(broker) == []


def test_a_delayed_message_goes_when_its_time_has_come_and_not_before(broker):
    row(not_before=timezone.now() + MINUTE)
    due = row(timedelta(), not_before=timezone.now())

    Relay().step()

    assert sent(broker) == [due.uuid]
    # A worker whose clock is behind must be able to take it.
    now = timezone.now()
    assert MessageLog.objects.claim([due.uuid], worker="w", now=now - MINUTE, lease_until=now)


def test_a_requeued_message_goes_at_once(broker):
    failed = row(status=Status.FAILED, attempt=1, failure_time=timezone.now())
    MessageLog.objects.filter(pk=failed.pk).requeue(now=timezone.now())

    Relay().step()

    assert sent(broker) == [failed.uuid]


def test_what_a_worker_gave_back_while_it_was_being_sent_is_sent_again(broker):
    message = row()
    broker.open.clear()
    relay = Relay()
    handed = outbox.publisher(conf.get().default_broker)
    assert handed.hand_over(Outgoing.of(fresh(message)))
    now = timezone.now()
    MessageLog.objects.claim([message.uuid], worker="w", now=now, lease_until=now + MINUTE)
    MessageLog.objects.release(message.uuid, 1)
    broker.open.set()
    assert outbox.flush(5)  # the late note of the first sending

    assert fresh(message).sent_at is None
    relay.step()
    assert sent(broker) == [message.uuid, message.uuid]


def test_more_than_a_batch_is_sent_without_a_pause(broker):
    MessageLog.objects.bulk_create(
        MessageLog(task="shop.refund", publish_time=timezone.now() - MINUTE)
        for _ in range(BATCH + 5)
    )
    relay = Relay()

    assert relay.step() == 0.0
    assert relay.step() > 0

    assert len(set(sent(broker))) == BATCH + 5


def test_what_could_not_be_sent_is_sent_when_the_broker_is_back(broker, monkeypatch):
    monkeypatch.setattr("carrot.scheduling.relay.SET_ASIDE", 0.2)
    monkeypatch.setattr("carrot.scheduling.relay.HELD_BACK", timedelta(seconds=0.3))
    broker.error = BrokerUnavailable("gone")
    messages = [row() for _ in range(10)]
    relay = Relay()
    for _ in range(20):
        relay.step()
    assert len(broker.tried) < 10, "a broker that is down is not hammered"

    broker.error = None

    relay_until(lambda: not MessageLog.objects.filter(sent_at=None).exists())
    assert all(fresh(each).status == Status.PUBLISHED for each in messages)


def test_a_message_that_cannot_be_routed_waits_and_does_not_block_the_others(broker):
    broker.errors["lost"] = Unroutable("no queue takes it")
    lost, good = row(MINUTE * 2, task="lost"), row()

    Relay().step()

    assert fresh(good).sent_at is not None
    assert (fresh(lost).status, fresh(lost).sent_at) == (Status.PUBLISHED, None)
    assert fresh(lost).not_before > timezone.now()


def test_a_message_that_the_broker_refuses_has_failed_with_the_reason(broker):
    broker.errors["huge"] = MessageRefused("larger than the broker allows")
    huge, good = row(MINUTE * 2, task="huge"), row()

    Relay().step()

    refused = fresh(huge)
    assert fresh(good).sent_at is not None
    assert (refused.status, refused.failure_kind) == (Status.FAILED, FailureKind.REFUSED)
    assert refused.exception == "larger than the broker allows"


def test_a_message_that_fails_alone_does_not_stand_before_the_others_for_ever(broker):
    broker.errors["poison"] = BrokerUnavailable("its queue is full")
    poison, good = row(MINUTE * 2, task="poison"), row()

    relay_until(lambda: fresh(good).sent_at)

    assert fresh(poison).sent_at is None


def test_a_full_queue_does_not_stand_before_other_queues_however_much_waits_in_it(broker):
    broker.errors["poison"] = BrokerUnavailable("its queue is full")
    MessageLog.objects.bulk_create(
        MessageLog(task="poison", queue="full", publish_time=timezone.now() - MINUTE * 2)
        for _ in range(BATCH * 2)
    )
    good = row()

    relay_until(lambda: fresh(good).sent_at)

    assert len(broker.tried) < 10


def test_a_broker_that_hangs_is_not_given_the_same_message_over_and_over(broker, monkeypatch):
    monkeypatch.setattr("carrot.scheduling.relay.PATIENCE", 0.05)
    row()
    broker.open.clear()
    relay = Relay()

    for _ in range(5):
        relay.step()
    broker.open.set()
    assert outbox.flush(5)

    assert len(broker.tried) == 1


def test_where_the_ledger_is_the_queue_what_came_back_counts_as_sent(broker):
    message = row(queue="embedded", attempt=1)

    Relay().step()

    assert fresh(message).sent_at is not None
    assert broker.tried == []


def test_two_relays_lose_nothing(broker):
    messages = [row() for _ in range(20)]
    one, other = Relay(), Relay()

    one.step()
    other.step()

    assert set(sent(broker)) == {each.uuid for each in messages}


def test_a_fresh_message_of_a_dead_publisher_is_sent_after_its_grace(broker):
    broker.error = BrokerUnavailable("gone")
    message = publish_message(tasks.nothing)
    broker.error = None
    _older(message, timedelta(seconds=4))

    relay_until(lambda: fresh(message).sent_at)

    assert sent(broker).count(message.uuid) == 2


def _older(message: MessageLog, by: timedelta) -> datetime:
    earlier = message.publish_time - by
    MessageLog.objects.filter(pk=message.pk).update(publish_time=earlier)
    return earlier


def test_what_waits_at_a_broker_that_settings_no_longer_name_is_sent_to_the_new_one(broker):
    message = row(virtual_host="former", sent_at=timezone.now() - MINUTE)
    stays = row(sent_at=timezone.now() - MINUTE)

    Relay().step()

    assert sent(broker) == [message.uuid]
    assert fresh(message).virtual_host == ""
    assert fresh(stays).sent_at is not None


def test_nothing_is_sent_while_settings_are_wrong(broker, settings):
    message = row()
    settings.CARROT = {"default_broker": "rabbit"}

    with pytest.raises(ConfigurationError, match="default_broker"):
        Relay().step()

    assert fresh(message).sent_at is None
