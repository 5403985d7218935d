"""The tasks that may run here, by name. Filled by wiring, asked by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from carrot import conf
from carrot.conf import QueueSettings
from carrot.exceptions import DuplicateTask, UnknownTask
from carrot.tasks.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    task: Task
    owner: str


_entries: dict[str, _Entry] = {}


def register(task: Task, *, owner: str) -> None:
    """Let a task run here. `owner` is the plugin or module that says so.

    Raises `DuplicateTask`, naming both owners, if another function has the name.
    """
    known = _entries.get(task.name)
    if known is None:
        _entries[task.name] = _Entry(task=task, owner=owner)
    elif known.task.function is not task.function:
        raise DuplicateTask(
            f"{owner} registers a task {task.name!r}, which {known.owner} has registered; "
            f"give one of them another name with task(..., name=...)"
        )


def get(name: str) -> Task:
    """The task of that name; raises `UnknownTask` and never imports anything."""
    try:
        return _entries[name].task
    except KeyError:
        raise UnknownTask(
            f"No task {name!r} is registered; list its module in CARROT['task_modules']"
        ) from None


def find(name: str) -> Task | None:
    """The task of that name, or None."""
    entry = _entries.get(name)
    return entry.task if entry else None


def of(function: object) -> Task | None:
    """The registered task that runs this very function, or None."""
    target = function.function if isinstance(function, Task) else function
    for entry in _entries.values():
        if entry.task.function is target:
            return entry.task
    return None


def owner(name: str) -> str:
    """Who registered the task of that name; empty if nobody did."""
    entry = _entries.get(name)
    return entry.owner if entry else ""


def every() -> Iterator[Task]:
    """All tasks, by name."""
    return iter([_entries[name].task for name in sorted(_entries)])


def queues() -> dict[str, QueueSettings]:
    """All queues by name: those of the settings, and those that registered tasks name."""
    settings = conf.get()
    named = {entry.task.queue: settings.queue(entry.task.queue) for entry in _entries.values()}
    return {**named, **settings.queues}


def clear() -> None:
    """Forget all tasks: for wiring and for tests."""
    _entries.clear()
