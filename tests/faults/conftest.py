from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest

from tests.faults.databases import PostgreSQLDatabase, SQLiteFile
from tests.faults.faults import Faults
from tests.faults.site import site
from tests.servers import PostgreSQL, RabbitMQ

_lines = pytest.StashKey[list[str]]()

Make = Callable[..., Faults]
Tell = Callable[[object], None]


@pytest.fixture
def seed() -> int:
    """Another one each time; a report names it."""
    return Random().randrange(10_000)


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Shows a report at the end of the test run."""
    lines = request.config.stash.setdefault(_lines, [])
    return lambda report: lines.append(f"{request.node.name}, {report}")


@pytest.fixture
def on_servers(
    tmp_path: Path, postgresql: PostgreSQL, rabbitmq: RabbitMQ, seed: int
) -> Iterator[Make]:
    """Makes the faults of a site on PostgreSQL and RabbitMQ."""
    host = f"faults-{tmp_path.name}"
    broker = rabbitmq.add_vhost(host)
    with ExitStack() as stack:

        def make(**options: object) -> Faults:
            database = PostgreSQLDatabase(postgresql)
            it = stack.enter_context(site(tmp_path, database, broker=broker, seed=seed, **options))
            return Faults(it, Random(seed), rabbitmq=rabbitmq, postgresql=postgresql)

        yield make
    rabbitmq.delete_vhost(host)


@pytest.fixture
def embedded(tmp_path: Path, seed: int) -> Iterator[Make]:
    """Makes the faults of a site on an SQLite file, which is its broker too."""
    with ExitStack() as stack:

        def make(**options: object) -> Faults:
            it = stack.enter_context(site(tmp_path, SQLiteFile(tmp_path), seed=seed, **options))
            return Faults(it, Random(seed))

        yield make


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """The reports, also of tests that held."""
    for line in config.stash.get(_lines, []):
        terminalreporter.line(line)
