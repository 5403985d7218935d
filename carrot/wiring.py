"""The composition root: loads plugins, fills the registry, gives tasks their publisher."""

from __future__ import annotations

import importlib
import logging

from carrot import conf
from carrot.exceptions import DuplicateTask
from carrot.tasks import registry
from carrot.tasks.discovery import tasks_of

logger = logging.getLogger("carrot")

problems: list[str] = []
"""What could not be loaded, in sentences for system checks and for the monitor."""


def connect() -> None:
    """Bring the project's tasks and plugins in. Called when Django's apps are ready."""
    problems.clear()
    registry.clear()
    for name in conf.get().task_modules:
        _load(name)


def _load(name: str) -> None:
    try:
        module = importlib.import_module(name)
    except Exception as error:
        logger.exception("The task module %s cannot be imported", name)
        problems.append(
            f"CARROT['task_modules'] lists {name!r}, which cannot be imported "
            f"({type(error).__name__}: {error}); mend the module or take it off the list"
        )
        return
    for task in tasks_of(module):
        try:
            registry.register(task, owner=name)
        except DuplicateTask as error:
            problems.append(str(error))
