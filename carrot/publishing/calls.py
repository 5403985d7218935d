"""Publishing as one calls a function: with Python's own arguments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from carrot.exceptions import UnknownTask
from carrot.models import MessageLog
from carrot.publishing.request import publish
from carrot.tasks import Task, registry

TaskLike = Task | Callable[..., Any] | str


def publish_message(
    task: TaskLike,
    /,
    *args: Any,
    priority: int | None = None,
    queue: str | None = None,
    exchange: str = "",
    routing_key: str | None = None,
    not_before: datetime | None = None,
    message_id: UUID | None = None,
    **kwargs: Any,
) -> MessageLog:
    """Have a worker call `task(*args, **kwargs)`; returns the row that says how it stands.

    `task` is a registered task, its function, or its dotted name. Within a transaction the
    message goes when that commits, and not at all when it is rolled back. `priority` and
    `queue` are the task's own when they are not given. With `not_before`, an aware datetime, it
    waits until then. `message_id` is for what must not be published twice: a second message of
    the same one is an `IntegrityError`. A parameter that is called like one of them is out of
    reach here; `Task.publish` takes no options and reaches all.
    """
    known = registered(task)
    return publish(
        known,
        known.arguments.bind(args, kwargs),
        queue=queue or "",
        priority=priority,
        exchange=exchange,
        routing_key=routing_key or "",
        not_before=not_before,
        message_id=message_id,
    )


def publish_call(task: Task, args: tuple[Any, ...], kwargs: dict[str, Any]) -> MessageLog:
    """Publish with the task's own options: what `Task.publish` does."""
    return publish(task, task.arguments.bind(args, kwargs))


def registered(task: TaskLike) -> Task:
    """The registered task that is meant; raises `UnknownTask`, and never imports anything."""
    if isinstance(task, str):
        return registry.get(task)
    found = registry.of(task)
    if found is None:
        raise UnknownTask(f"{task!r} is not registered; list its module in CARROT['task_modules']")
    return found
