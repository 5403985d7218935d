from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from carrot.tasks import registration, registry
from carrot.tasks.discovery import tasks_of
from tests.worker import callables, tasks, typed
from tests.worker.service import Service, services


@pytest.fixture(autouse=True)
def _own_tasks() -> Iterator[None]:
    for task in (*tasks_of(tasks), *callables.register_tasks(), *typed.register_tasks()):
        registry.register(task, owner="tests")
    yield
    registration.collect()


@pytest.fixture
def serve(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Starts services on the database of the test: `serve("--concurrency", "4", lease=2)`."""
    with services(tmp_path) as start:
        yield start
