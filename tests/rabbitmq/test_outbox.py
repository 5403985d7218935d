"""Publishing through RabbitMQ: what a caller waits for, and what is sent later."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from pika.adapters.blocking_connection import BlockingChannel

from carrot import conf
from carrot.brokers import connections
from carrot.models import MessageLog, Status
from carrot.publishing import outbox, publish_message
from carrot.scheduling.relay import Relay
from tests.project import tasks
from tests.servers import RabbitMQ

pytestmark = [pytest.mark.rabbitmq, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _on_rabbitmq(settings, rabbitmq_url: str) -> Iterator[None]:
    settings.CARROT = {**settings.CARROT, "default_broker": rabbitmq_url}
    yield
    outbox.stop(15)
    connections.close_all()


@pytest.fixture
def queue() -> str:
    return f"outbox-{uuid4()}"


def ready(raw: BlockingChannel, queue: str) -> int:
    return raw.queue_declare(queue, passive=True).method.message_count


def until(holds: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"it did not come true within {seconds} s"
        time.sleep(0.05)


def unsent() -> int:
    return MessageLog.objects.filter(sent_at=None).count()


def test_a_commit_puts_each_message_into_the_queue_once_and_the_rows_say_so(raw, queue):
    with transaction.atomic():
        rows = [publish_message(tasks.echo, number, queue=queue) for number in range(50)]
    assert outbox.flush(10)

    assert ready(raw, queue) == 50
    assert unsent() == 0
    bodies = [raw.basic_get(queue, auto_ack=True)[1].message_id for _ in rows]
    assert bodies == [str(row.uuid) for row in rows]


def test_a_rollback_leaves_neither_message_nor_row(raw, queue):
    publish_message(tasks.nothing, queue=queue)
    with transaction.atomic():
        publish_message(tasks.nothing, queue=queue)
        transaction.set_rollback(True)

    assert ready(raw, queue) == MessageLog.objects.count() == 1


def test_while_the_broker_is_away_callers_go_on_and_the_relay_sends_later(
    rabbitmq: RabbitMQ, queue
):
    publish_message(tasks.nothing, queue=queue)
    rabbitmq.stop_app()
    try:
        took = []
        for _ in range(30):
            began = time.monotonic()
            row = publish_message(tasks.nothing, queue=queue)
            took.append(time.monotonic() - began)
    finally:
        rabbitmq.start_app()

    assert max(took) < 2.5
    assert sum(took) < 5
    assert (row.status, row.sent_at) == (Status.PUBLISHED, None)
    MessageLog.objects.update(publish_time=timezone.now() - timedelta(seconds=4))
    relay = Relay()

    def relayed() -> bool:
        relay.step()
        return unsent() == 0

    until(relayed)
    depth = connections.for_queue(queue).depth(conf.get().queue(queue))
    assert depth is not None
    assert depth.ready >= 31  # an ambiguous failure may have left one twice, which is harmless


def test_a_broker_that_accepts_and_then_says_nothing_costs_a_caller_the_limit(settings, queue):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        settings.CARROT = {
            **settings.CARROT,
            "default_broker": f"amqp://guest:guest@127.0.0.1:{port}/?stack_timeout=3",
            "publish_timeout": 0.5,
        }

        began = time.monotonic()
        for _ in range(20):
            publish_message(tasks.nothing, queue=queue)
        took = time.monotonic() - began

    assert 0.5 <= took < 5  # and not twenty times the limit
    assert unsent() == 20


def test_a_connection_that_died_while_idle_costs_no_message(rabbitmq: RabbitMQ, queue):
    publish_message(tasks.nothing, queue=queue)
    rabbitmq.ctl("close_all_connections", "test")

    publish_message(tasks.nothing, queue=queue)
    assert outbox.flush(10)

    assert unsent() == 0


def test_an_exchange_that_is_not_there_holds_only_its_message(raw, queue):
    lost = publish_message(tasks.nothing, queue=queue, exchange=f"missing-{queue}")
    good = publish_message(tasks.nothing, queue=queue)
    assert outbox.flush(10)

    lost.refresh_from_db()
    good.refresh_from_db()
    assert good.sent_at is not None
    assert (lost.status, lost.sent_at) == (Status.PUBLISHED, None)
    assert lost.not_before > timezone.now()


def test_what_waited_in_the_database_moves_to_rabbitmq_with_the_settings(
    settings, raw, rabbitmq_url, queue
):
    settings.CARROT = {"task_modules": settings.CARROT["task_modules"]}
    row = publish_message(tasks.nothing, queue=queue)
    MessageLog.objects.update(publish_time=timezone.now() - timedelta(minutes=1))

    settings.CARROT = {**settings.CARROT, "default_broker": rabbitmq_url}
    Relay().step()

    assert ready(raw, queue) == 1
    row.refresh_from_db()
    assert row.virtual_host == "/"
