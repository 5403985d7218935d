"""What a broker has lost is sent again, and nothing that it has."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carrot import conf
from carrot.brokers import connections
from carrot.exceptions import BrokerUnavailable
from carrot.messages import Message
from carrot.models import MessageLog
from carrot.scheduling.sweeper import Sweeper
from tests.fickle import FickleBroker

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(minutes=5)


@pytest.fixture
def broker(settings, monkeypatch: pytest.MonkeyPatch) -> FickleBroker:
    settings.CARROT = {
        **settings.CARROT,
        "default_broker": "memory://",
        "queues": [{"name": "embedded", "host": "database://"}],
    }
    fickle = FickleBroker()
    monkeypatch.setitem(connections._brokers, conf.get().default_broker, fickle)
    return fickle


def sent(ago: timedelta = LONG_AGO, **fields: object) -> MessageLog:
    then = timezone.now() - ago
    return MessageLog.objects.create(
        **{"task": "shop.refund", "publish_time": then, "sent_at": then, **fields}
    )


def is_to_be_sent_again(row: MessageLog) -> bool:
    return MessageLog.objects.get(pk=row.pk).sent_at is None


def test_a_message_whose_queue_is_seen_empty_twice_is_sent_again(broker):
    row, sweeper = sent(), Sweeper()

    sweeper.step()
    assert not is_to_be_sent_again(row)
    sweeper.step()

    assert is_to_be_sent_again(row)


def test_a_message_that_may_be_in_its_queue_is_left_alone(broker):
    row, sweeper = sent(), Sweeper()
    broker.publish(row.message())

    for _ in range(3):
        sweeper.step()

    assert not is_to_be_sent_again(row)


@pytest.mark.parametrize(
    "fields",
    [
        {"ago": timedelta(seconds=50)},
        {"exchange": "shop", "routing_key": "orders"},
        {"routing_key": "elsewhere"},
        {"queue": "embedded"},
        {"status": "COMPLETED"},
        {"status": "IN_PROGRESS"},
    ],
)
def test_what_cannot_be_known_to_be_lost_is_left_alone(broker, fields):
    row, sweeper = sent(**fields), Sweeper()

    for _ in range(3):
        sweeper.step()

    assert not is_to_be_sent_again(row)


def test_a_broker_that_cannot_be_asked_has_lost_nothing(broker, monkeypatch):
    def depth(queue: object) -> None:
        raise BrokerUnavailable("gone")

    row, sweeper = sent(), Sweeper()
    monkeypatch.setattr(broker, "depth", depth)

    for _ in range(3):
        sweeper.step()

    assert not is_to_be_sent_again(row)


def test_an_empty_queue_that_fills_in_between_starts_the_count_anew(broker):
    row, sweeper = sent(), Sweeper()
    sweeper.step()
    broker.publish(Message(id=row.uuid, task=row.task))
    sweeper.step()
    broker.purge(conf.get().queue("default"))
    sweeper.step()

    assert not is_to_be_sent_again(row)
