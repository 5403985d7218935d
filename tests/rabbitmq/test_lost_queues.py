"""RabbitMQ may lose a queue with all that it had confirmed: the ledger has the messages still."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from pika.adapters.blocking_connection import BlockingChannel

from carrot.brokers import connections
from carrot.models import MessageLog
from carrot.publishing import outbox, publish_message
from carrot.scheduling.relay import Relay
from carrot.scheduling.sweeper import Sweeper
from tests.project import tasks

pytestmark = [pytest.mark.rabbitmq, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _on_rabbitmq(settings, rabbitmq_url: str) -> Iterator[None]:
    settings.CARROT = {**settings.CARROT, "default_broker": rabbitmq_url}
    yield
    outbox.stop(15)
    connections.close_all()


def taken(raw: BlockingChannel, queue: str) -> set[str]:
    found = set()
    while (message := raw.basic_get(queue, auto_ack=True))[0] is not None:
        found.add(message[1].message_id)
    return found


def test_what_was_in_a_queue_that_is_gone_is_in_the_queue_again(raw: BlockingChannel):
    queue = f"lost-{uuid4()}"
    rows = [publish_message(tasks.echo, number, queue=queue) for number in range(5)]
    assert outbox.flush(10)
    raw.queue_delete(queue)
    ago = timedelta(minutes=5)
    MessageLog.objects.update(publish_time=F("publish_time") - ago, sent_at=F("sent_at") - ago)

    sweeper, relay = Sweeper(), Relay()
    sweeper.step()
    sweeper.step()
    assert MessageLog.objects.filter(sent_at=None).count() == 5
    deadline = time.monotonic() + 15
    while MessageLog.objects.filter(sent_at=None).exists():
        assert time.monotonic() < deadline, "the relay has not sent them again"
        relay.step()

    assert taken(raw, queue) == {str(row.uuid) for row in rows}
