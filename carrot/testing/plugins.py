"""A plugin for the length of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from carrot.plugins import declarations, manager, problems
from carrot.plugins.records import PluginRecord
from carrot.tasks import argument_types, registration, registry


@contextmanager
def registered(plugin: object, name: str = "") -> Iterator[PluginRecord]:
    """Use a plugin - a module or an instance - inside the `with` block.

    Its tasks, actions and cards are there as if it were installed, and it is the strongest of
    all. Raises `PluginRefused`, which says why, where a real start would have left it out.
    Inside the block `carrot.plugins.problems.found()` holds what is wrong with this start.
    """
    name = name or getattr(plugin, "__name__", type(plugin).__name__)
    with problems.set_aside():
        try:
            with manager.thawed(plugin, name) as record:
                _collect()
                yield record
        finally:
            _collect()


def _collect() -> None:
    registration.collect()
    declarations.collect()
    argument_types.collect()
    for task in registry.every():
        # A module's tasks are the same objects as before: their forms are made anew.
        vars(task).pop("arguments", None)
