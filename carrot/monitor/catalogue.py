"""The tasks as people look for them: by module, with what they do in one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from carrot.tasks import Task, registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A task's line. `problem` says why nobody can fill in a form for it, mostly nothing."""

    name: str
    label: str
    module: str
    summary: str
    queue: str
    priority: int
    problem: str
    signature: str
    schedules: int = 0


def entry(task: Task, schedules: int = 0) -> Entry:
    codec = task.arguments
    return Entry(
        name=task.name,
        label=task.label,
        module=task.module,
        summary=codec.summary,
        queue=task.queue,
        priority=task.priority,
        problem=codec.problem,
        signature=", ".join(each.name for each in codec.parameters),
        schedules=schedules,
    )


def modules() -> list[tuple[str, list[Entry]]]:
    """All tasks, by module."""
    return by_module(entry(task) for task in registry.every())


def by_module(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """The entries in groups, both in alphabetical order."""
    found = sorted(entries, key=attrgetter("module", "label"))
    return [(name, list(group)) for name, group in groupby(found, key=attrgetter("module"))]
