"""A function that can be published, scheduled and run."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from carrot.exceptions import ConfigurationError
from carrot.messages import HIGHEST_PRIORITY
from carrot.tasks.arguments import Arguments
from carrot.tasks.functions import parameter_names
from carrot.tasks.renames import Renames

if TYPE_CHECKING:
    from carrot.models import MessageLog


class Publisher(Protocol):
    """Turns a call of a task into a message; bound by `carrot.wiring`."""

    def __call__(self, task: Task, args: tuple[Any, ...], kwargs: dict[str, Any]) -> MessageLog: ...


_publisher: Publisher | None = None


def bind_publisher(publisher: Publisher) -> None:
    """Give every task its way out. Called once, by wiring."""
    global _publisher
    _publisher = publisher


class Task:
    """A callable under a name, with where and how its messages go by default.

    Calling a task calls its function, here and now. `publish` sends it to a worker.
    """

    # Django's templates call whatever is callable: showing a task must not run it.
    do_not_call_in_templates = True

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        name: str = "",
        queue: str = "default",
        priority: int = 0,
        annotations: Mapping[str, Any] | None = None,
        renamed: Mapping[str, str] | None = None,
        former_names: Iterable[str] = (),
    ) -> None:
        if not callable(function):
            raise ConfigurationError(f"A task needs a function, not {function!r}")
        if not 0 <= priority <= HIGHEST_PRIORITY:
            raise ConfigurationError(f"priority={priority}: give 0 to {HIGHEST_PRIORITY}")
        self.function = function
        self.name = name or default_name(function)
        self.queue = queue
        self.priority = priority
        self.former_names = _names(former_names)
        self._annotations = _annotations(annotations or {}, function, self.name)
        self._renames = Renames(renamed or {}, parameter_names(function), self.name)
        functools.update_wrapper(self, function, updated=())

    @cached_property
    def arguments(self) -> Arguments:
        """The codec of the function's signature, built on first use."""
        return Arguments(self.function, self._annotations, renames=self._renames)

    @property
    def module(self) -> str:
        """Where the function is defined: how tasks are grouped for people."""
        return self.name.rpartition(".")[0]

    @property
    def label(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)

    def publish(self, *args: Any, **kwargs: Any) -> MessageLog:
        """Have a worker run the task with these arguments; returns the message's row.

        Raises `ArgumentsError` before anything is written if they do not fit the signature.
        """
        if _publisher is None:
            raise ConfigurationError("Tasks can be published once Django's apps are ready")
        return _publisher(self, args, kwargs)

    def __repr__(self) -> str:
        return f"<Task {self.name}>"


def default_name(function: Callable[..., Any]) -> str:
    """The dotted path of a function, by which 1.x named it on the wire too."""
    inner = getattr(function, "func", function)  # functools.partial
    name = getattr(inner, "__qualname__", type(inner).__qualname__)
    return f"{getattr(inner, '__module__', type(inner).__module__)}.{name}"


def _annotations(
    given: Mapping[str, Any], function: Callable[..., Any], owner: str
) -> Mapping[str, Any]:
    known = parameter_names(function)
    unknown = [name for name in given if name not in known]
    if unknown:
        raise ConfigurationError(
            f"annotations={{{unknown[0]!r}: ...}} of {owner}: there is no such parameter; there "
            f"are {', '.join(known) or 'none'}"
        )
    return given


def _names(given: Iterable[str]) -> tuple[str, ...]:
    names = (given,) if isinstance(given, str) else tuple(given)
    for name in names:
        if not isinstance(name, str) or not name:
            raise ConfigurationError(f"former_names={names!r}: give the dotted names it had before")
    return names
