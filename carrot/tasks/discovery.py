"""Which functions of a task module are its tasks when it does not say so itself."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType

from carrot.tasks.task import Task


def tasks_of(module: ModuleType) -> Iterator[Task]:
    """The module's own public functions, in the order of their definition.

    Own means defined there: what it imports, its classes, and names with a leading underscore
    are not tasks. A function decorated with `@task` keeps its options.
    """
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
            continue
        if isinstance(value, Task):
            yield value
        elif inspect.isfunction(value) and not hasattr(value, "carrot_impl"):
            yield Task(value, name=f"{module.__name__}.{name}")
