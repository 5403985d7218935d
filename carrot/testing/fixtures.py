"""Fixtures for pytest with pytest-django: `pytest_plugins = ["carrot.testing.fixtures"]`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from carrot.plugins.records import PluginRecord
from carrot.testing.monitor import Monitor
from carrot.testing.plugins import registered
from carrot.testing.queue import Queue, memory_queue


@pytest.fixture
def carrot_monitor(db: None) -> Monitor:
    """The monitor with a superuser signed in."""
    return Monitor()


@pytest.fixture
def carrot_queue(db: None) -> Iterator[Queue]:
    """A queue in memory; `carrot_queue.drain()` runs what waits."""
    with memory_queue() as queue:
        yield queue


@pytest.fixture
def carrot_plugin() -> Iterator[Callable[..., PluginRecord]]:
    """Registers plugins for the length of the test: `carrot_plugin(module)`."""
    with ExitStack() as stack:
        yield lambda plugin, name="": stack.enter_context(registered(plugin, name))
