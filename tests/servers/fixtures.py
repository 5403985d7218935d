"""The servers as pytest fixtures: started when the first test asks, stopped with the session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TypeVar

import pytest

from tests.servers.postgresql import PostgreSQL
from tests.servers.process import Server, ServerMissing
from tests.servers.rabbitmq import RabbitMQ

S = TypeVar("S", bound=Server)


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[RabbitMQ]:
    """The private RabbitMQ of this test run."""
    with _installed(RabbitMQ) as server:
        yield server


@pytest.fixture(scope="session")
def rabbitmq_url(rabbitmq: RabbitMQ) -> str:
    """Its default virtual host, with user and password."""
    return rabbitmq.url


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """The private PostgreSQL of this test run."""
    with _installed(PostgreSQL) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_dsn(postgresql: PostgreSQL) -> str:
    """Its maintenance database, for psycopg."""
    return postgresql.dsn


def _installed(kind: type[S]) -> S:
    """Build the server; without its programs skip, but fail where the run must be complete."""
    try:
        return kind()
    except ServerMissing as missing:
        if os.environ.get("CARROT_TEST_REQUIRE_SERVERS"):
            raise
        pytest.skip(str(missing))
