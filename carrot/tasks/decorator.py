"""`@carrot.task`, with and without options, and as a plain function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
    renamed: Mapping[str, str] | None = ...,
    former_names: Iterable[str] = ...,
) -> Task: ...
@overload
def task(
    function: None = None,
    *,
    name: str = ...,
    queue: str = ...,
    priority: int = ...,
    annotations: Mapping[str, Any] | None = ...,
    renamed: Mapping[str, str] | None = ...,
    former_names: Iterable[str] = ...,
) -> Callable[[Callable[..., Any]], Task]: ...


def task(
    function: Callable[..., Any] | None = None,
    *,
    name: str = "",
    queue: str = "default",
    priority: int = 0,
    annotations: Mapping[str, Any] | None = None,
    renamed: Mapping[str, str] | None = None,
    former_names: Iterable[str] = (),
) -> Task | Callable[[Callable[..., Any]], Task]:
    """Make a function a task: `@task`, `@task(queue="money")` or `task(function, ...)`.

    The function stays callable as before. It can be published once its module is listed in
    `CARROT["task_modules"]`, or a plugin's `register_tasks` yields it. `priority` is 0 to 31,
    higher first; `annotations` types parameters of a function that cannot be edited.

    `renamed={"client": "customer"}` reads what was stored for `client` as `customer`, and
    `former_names=["shop.tasks.old"]` runs what was published or scheduled under that name.
    Raises `ConfigurationError` for a rename that does not fit the signature.
    """

    def make(function: Callable[..., Any]) -> Task:
        function = function.function if isinstance(function, Task) else function
        return Task(
            function,
            name=name,
            queue=queue,
            priority=priority,
            annotations=annotations,
            renamed=renamed,
            former_names=former_names,
        )

    return make if function is None else make(function)
