from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from carrot.brokers import connections
from carrot.conf import BrokerAddress
from tests.contracts.carriers import Carrier

BROKERS = [
    "memory",
    pytest.param("database", marks=pytest.mark.django_db(transaction=True)),
    pytest.param("rabbitmq", marks=pytest.mark.rabbitmq),
]


@pytest.fixture(params=BROKERS)
def carrier(request: pytest.FixtureRequest) -> Iterator[Carrier]:
    """Every broker in turn."""
    url = f"{request.param}://"
    if request.param == "rabbitmq":
        url = request.getfixturevalue("rabbitmq_url")
    address = BrokerAddress.read(url, key="tests")
    with ExitStack() as open_things:
        open_things.callback(connections.close_all)
        yield Carrier(connections.get(address), address, open_things)
