"""A broker that cannot be used: told soon, in words that help, without the password."""

from __future__ import annotations

import logging
import socket
import time
import traceback
from collections.abc import Callable, Iterator

import pytest

from carrot.exceptions import BrokerUnavailable
from tests.contracts.carriers import Carrier, eventually
from tests.servers import RabbitMQ
from tests.servers.process import free_port

pytestmark = pytest.mark.rabbitmq

CANARY = "S3CR3T-CANARY"


@pytest.fixture
def deaf() -> Iterator[int]:
    """A port where connections are made and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def attempts(carrier: Carrier) -> list[tuple[Callable[[], object], str]]:
    queue = carrier.queue()
    return [
        (lambda: carrier.publish(queue), "publish"),
        (lambda: carrier.broker.depth(queue), "depth"),
        (lambda: carrier.broker.purge(queue), "purge"),
    ]


def test_a_closed_port_is_told_at_once(carrier_at):
    carrier = carrier_at(f"amqp://guest:guest@127.0.0.1:{free_port()}/")
    for attempt, _ in attempts(carrier):
        began = time.monotonic()
        with pytest.raises(BrokerUnavailable, match="refused"):
            attempt()
        assert time.monotonic() - began < 2


def test_a_broker_that_says_nothing_is_given_up_in_time(carrier_at, deaf: int):
    carrier = carrier_at(f"amqp://guest:guest@127.0.0.1:{deaf}/?stack_timeout=1")
    for attempt, _ in attempts(carrier):
        began = time.monotonic()
        with pytest.raises(BrokerUnavailable, match="says nothing"):
            attempt()
        assert time.monotonic() - began < 3


def test_publishing_while_the_broker_is_down_is_told_soon(carrier: Carrier, rabbitmq: RabbitMQ):
    queue = carrier.queue()
    carrier.publish(queue)
    rabbitmq.stop_app()
    try:
        for _ in range(3):
            began = time.monotonic()
            with pytest.raises(BrokerUnavailable):
                carrier.publish(queue)
            assert time.monotonic() - began < 2
    finally:
        rabbitmq.start_app()
    carrier.publish(queue)


def test_a_memory_alarm_is_told_in_time_and_passes(carrier_at, rabbitmq: RabbitMQ):
    carrier = carrier_at(f"{rabbitmq.url}?blocked_connection_timeout=1")
    queue = carrier.queue()
    carrier.publish(queue)
    rabbitmq.ctl("set_vm_memory_high_watermark", "0.0000001")
    try:
        began = time.monotonic()
        with pytest.raises(BrokerUnavailable, match="alarm"):
            carrier.publish(queue)
        assert time.monotonic() - began < 4
    finally:
        rabbitmq.ctl("set_vm_memory_high_watermark", "0.4")
    assert eventually(lambda: carrier.publish(queue) is not None)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("amqp://guest:{canary}@127.0.0.1:{port}/", "refuses user 'guest'"),
        ("amqp://nobody:{canary}@127.0.0.1:{port}/", "refuses user 'nobody'"),
        ("amqp://guest:{canary}@no-such-host.invalid:{port}/", "not known"),
        ("amqp://guest:{canary}@127.0.0.1:{closed}/", "refused"),
        ("amqps://guest:{canary}@127.0.0.1:{port}/", "TLS"),
        ("amqps://guest:{canary}@127.0.0.1:{port}/?cafile=/no/such/file", "No such file"),
    ],
)
def test_an_error_helps_and_never_shows_the_password(
    carrier_at, rabbitmq: RabbitMQ, caplog: pytest.LogCaptureFixture, url: str, said: str
):
    caplog.set_level(logging.DEBUG)
    # As somebody sees it who asks pika for its own reports.
    caplog.set_level(logging.DEBUG, logger="pika")
    carrier = carrier_at(url.format(canary=CANARY, port=rabbitmq.port, closed=free_port()))
    told = []
    for attempt, _ in attempts(carrier):
        with pytest.raises(BrokerUnavailable, match=said) as caught:
            attempt()
        told.append("".join(traceback.format_exception(caught.value)))
    consumer = carrier.consumer(carrier.queue())
    assert eventually(lambda: said in consumer.trouble)
    consumer.close()

    told += [consumer.trouble, repr(carrier.address), repr(consumer)]
    told += [caplog.text, *(repr(record.__dict__) for record in caplog.records)]
    assert not [text for text in told if CANARY in text]
    assert "***@" in str(carrier.address)


def test_an_unknown_virtual_host_is_named(carrier_at, rabbitmq: RabbitMQ):
    carrier = carrier_at(f"{rabbitmq.url}nowhere")
    with pytest.raises(BrokerUnavailable, match="nowhere"):
        carrier.publish(carrier.queue())
