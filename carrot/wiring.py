"""The composition root: loads plugins, fills the registries, gives tasks their publisher."""

from __future__ import annotations

from carrot import checks
from carrot.plugins import declarations, manager, problems
from carrot.publishing import publish_call
from carrot.tasks import argument_types, registration
from carrot.tasks.task import bind_publisher


def connect() -> None:
    """Bring the project's plugins and tasks in. Called when Django's apps are ready.

    What is broken is noted in `carrot.plugins.problems` and left out; nothing is raised.
    """
    checks.register()
    bind_publisher(publish_call)
    problems.clear()
    manager.load()
    registration.collect()
    declarations.collect()
    argument_types.collect()
