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
_former: dict[str, str] = {}
"""Today's name of a task by each that it had before."""


def register(task: Task, *, owner: str) -> None:
    """Let a task run here. `owner` is the plugin or module that says so.

    Raises `DuplicateTask`, naming both owners, if another function has the name. A former name
    that another task has, or had, raises it too; the task itself is registered then.
    """
    known = _entries.get(task.name)
    if known is not None and known.task.function is not task.function:
        raise DuplicateTask(
            f"{owner} registers a task {task.name!r}, which {known.owner} has registered; "
            f"give one of them another name with task(..., name=...)"
        )
    if known is None:
        _entries[task.name] = _Entry(task=task, owner=owner)
        _former_of_another(task.name, owner)
        for name in task.former_names:
            _remember(name, task, owner)


def _former_of_another(name: str, owner: str) -> None:
    # A task that there is goes before one that had its name.
    if other := _former.pop(name, ""):
        raise _clash(name, other, f"{owner} has registered a task of this name")


def _remember(name: str, task: Task, owner: str) -> None:
    if name in _entries and name != task.name:
        raise _clash(name, task.name, f"{_entries[name].owner} has registered a task of this name")
    if _former.get(name, task.name) != task.name:
        raise _clash(name, task.name, f"{_former[name]} names it too")
    _former[name] = task.name


def _clash(name: str, task: str, other: str) -> DuplicateTask:
    return DuplicateTask(
        f"{task} was formerly {name!r}, it says, but {other}; take the name out of former_names, "
        f"or rename one of the tasks"
    )


def get(name: str) -> Task:
    """The task that has or had that name; raises `UnknownTask` and never imports anything."""
    task = find(name)
    if task is None:
        raise UnknownTask(
            f"No task {name!r} is registered; list its module in CARROT['task_modules']"
        )
    return task


def find(name: str) -> Task | None:
    """The task that has or had that name, or None."""
    entry = _entries.get(name) or _entries.get(_former.get(name, ""))
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
    entry = _entries.get(name) or _entries.get(_former.get(name, ""))
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
    _former.clear()
