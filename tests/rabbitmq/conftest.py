from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel

from carrot.brokers import connections
from carrot.conf import BrokerAddress
from tests.contracts.carriers import Carrier
from tests.servers import RabbitMQ


@pytest.fixture(autouse=True)
def _server_stays_up(rabbitmq: RabbitMQ) -> Iterator[None]:
    """What one test breaks must not fail the others."""
    yield
    if not rabbitmq.answers():
        rabbitmq.kill()
        rabbitmq.start()


@pytest.fixture
def carrier_at() -> Iterator[Callable[[str], Carrier]]:
    """Makes the carrier to any address."""
    with ExitStack() as open_things:
        open_things.callback(connections.close_all)

        def make(url: str) -> Carrier:
            address = BrokerAddress.read(url, key="tests")
            return Carrier(connections.get(address), address, open_things)

        yield make


@pytest.fixture
def carrier(carrier_at: Callable[[str], Carrier], rabbitmq_url: str) -> Carrier:
    """The private RabbitMQ behind our protocol."""
    return carrier_at(rabbitmq_url)


@pytest.fixture
def raw(rabbitmq_url: str) -> Iterator[BlockingChannel]:
    """A channel on which a test does what others may do to our queues."""
    with pika.BlockingConnection(pika.URLParameters(rabbitmq_url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        yield channel
