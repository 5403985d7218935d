"""A RabbitMQ that is there and does nothing: no error comes, only silence."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from carrot.exceptions import BrokerUnavailable
from tests.contracts.carriers import eventually, ids, received
from tests.servers import RabbitMQ

pytestmark = [pytest.mark.rabbitmq, pytest.mark.slow]


@contextmanager
def frozen(rabbitmq: RabbitMQ) -> Iterator[None]:
    os.kill(rabbitmq.pid("node"), signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(rabbitmq.pid("node"), signal.SIGCONT)


def test_a_consumer_notices_silence_and_comes_back(carrier_at, rabbitmq: RabbitMQ):
    carrier = carrier_at(f"{rabbitmq.url}?heartbeat=1")
    queue = carrier.queue()
    consumer = carrier.consumer(queue)
    assert eventually(lambda: consumer.trouble == "")
    message_id = carrier.publish(queue)
    received(consumer, 1)

    with frozen(rabbitmq):
        assert eventually(lambda: consumer.trouble != "", seconds=40)

    assert ids(received(consumer, 1)) == [message_id]


def test_a_publisher_gives_up_on_silence(carrier_at, rabbitmq: RabbitMQ):
    carrier = carrier_at(f"{rabbitmq.url}?heartbeat=1&stack_timeout=1")
    queue = carrier.queue()
    carrier.publish(queue)

    with frozen(rabbitmq):
        began = time.monotonic()
        with pytest.raises(BrokerUnavailable):
            carrier.publish(queue)
        assert time.monotonic() - began < 30

    assert eventually(lambda: carrier.publish(queue) is not None)


def test_closing_does_not_wait_for_a_frozen_broker(carrier_at, rabbitmq: RabbitMQ):
    carrier = carrier_at(f"{rabbitmq.url}?heartbeat=1&stack_timeout=1")
    queue = carrier.queue()
    consumer = carrier.consumer(queue)
    assert eventually(lambda: consumer.trouble == "")

    with frozen(rabbitmq):
        began = time.monotonic()
        consumer.close()
        assert time.monotonic() - began < 8
