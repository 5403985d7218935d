"""Fills the registry from what the plugins bring. Called by wiring, and by tests."""

from __future__ import annotations

from functools import partial
from types import FunctionType, MethodType, ModuleType

from carrot import conf
from carrot.exceptions import ConfigurationError, DuplicateTask
from carrot.plugins import calls, manager, problems
from carrot.tasks import registry
from carrot.tasks.discovery import tasks_of
from carrot.tasks.task import Task

HOOK = "register_tasks"
_KINDS = (Task, FunctionType, MethodType, partial)


def collect() -> None:
    """Register every task, from nothing: the stronger plugin's first, the first one stays."""
    registry.clear()
    declared = list(calls.gather(HOOK, _KINDS))
    modules = set(conf.get().task_modules)
    implementing = {each.plugin_name for each in manager.implementations(HOOK)}
    for name, plugin in manager.plugins():
        if name in implementing:
            for each in declared:
                if each.plugin == name:
                    _take(each)
        elif isinstance(plugin, ModuleType) and plugin.__name__ in modules:
            for task in tasks_of(plugin):
                _register(task, owner=name)


def _take(given: calls.Contribution[object]) -> None:
    if given.error:
        problems.add(
            f"The plugin {given.plugin!r} failed in {given.error}; what it had yielded before "
            f"is registered, mend the rest"
        )
        return
    try:
        task = given.value if isinstance(given.value, Task) else Task(given.value)  # type: ignore[arg-type]
    except ConfigurationError as error:
        problems.add(f"The plugin {given.plugin!r} yields a task that cannot be: {error}")
    else:
        _register(task, owner=given.plugin)


def _register(task: Task, *, owner: str) -> None:
    try:
        registry.register(task, owner=owner)
    except DuplicateTask as error:
        problems.add(str(error), problems.Kind.TASK)
