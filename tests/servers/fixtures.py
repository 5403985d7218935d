"""The servers as pytest fixtures: started when the first test asks, stopped with the session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.postgresql import PostgreSQL
from tests.servers.rabbitmq import RabbitMQ


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[RabbitMQ]:
    """The private RabbitMQ of this test run."""
    with RabbitMQ() as server:
        yield server


@pytest.fixture(scope="session")
def rabbitmq_url(rabbitmq: RabbitMQ) -> str:
    """Its default virtual host, with user and password."""
    return rabbitmq.url


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """The private PostgreSQL of this test run."""
    with PostgreSQL() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_dsn(postgresql: PostgreSQL) -> str:
    """Its maintenance database, for psycopg."""
    return postgresql.dsn
