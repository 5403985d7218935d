"""`@carrot.task`, with and without options, and as a plain function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, overload

from carrot.tasks.task import Task


@overload
def task(
    function: Callable[..., Any],
    *,
    name: str = ...,
    queue: str = ...,
    priority: int = ...,
    annotations: Mapping[str, Any] | None = ...,
) -> Task: ...
@overload
def task(
    function: None = None,
    *,
    name: str = ...,
    queue: str = ...,
    priority: int = ...,
    annotations: Mapping[str, Any] | None = ...,
) -> Callable[[Callable[..., Any]], Task]: ...


def task(
    function: Callable[..., Any] | None = None,
    *,
    name: str = "",
    queue: str = "default",
    priority: int = 0,
    annotations: Mapping[str, Any] | None = None,
) -> Task | Callable[[Callable[..., Any]], Task]:
    """Make a function a task: `@task`, `@task(queue="money")` or `task(function, ...)`.

    The function stays callable as before. It can be published once its module is listed in
    `CARROT["task_modules"]`, or a plugin's `register_tasks` yields it. `priority` is 0 to 31,
    higher first; `annotations` types parameters of a function that cannot be edited.
    """

    def make(function: Callable[..., Any]) -> Task:
        function = function.function if isinstance(function, Task) else function
        return Task(function, name=name, queue=queue, priority=priority, annotations=annotations)

    return make if function is None else make(function)
