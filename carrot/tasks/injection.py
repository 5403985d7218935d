"""Parameters that nobody fills in: the worker gives them when it makes the call."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass
from types import NoneType
from typing import Annotated, Any

from carrot.tasks.current import CurrentTask, current_task

BY_NAME = "context"
"""A first parameter of this name, with neither annotation nor default, is the running task."""


@dataclass(frozen=True, slots=True)
class Injected:
    """Marks a parameter: `Annotated[Client, Injected(make_client)]`.

    In a worker it is what `provider` returns, asked at each call, or without one the running
    task. It is in no form and in no message, and code that publishes cannot give it. What the
    provider raises is the failure of the message.
    """

    provider: Callable[[], Any] | None = None

    def value(self) -> Any:
        """What the call gets."""
        return current_task() if self.provider is None else self.provider()


def injection_of(raw: inspect.Parameter, annotation: Any, *, first: bool) -> Injected | None:
    """How the worker fills in a parameter; None for one that people fill in."""
    if isinstance(raw.default, Injected):
        return raw.default
    if typing.get_origin(annotation) is Annotated:
        for each in annotation.__metadata__:
            if isinstance(each, Injected):
                return each
            if each is Injected:
                return Injected()
        annotation = annotation.__origin__
    empty = inspect.Parameter.empty
    bare = annotation is empty and raw.default is empty
    named = first and bare and raw.name == BY_NAME
    return Injected() if named or _is_current_task(annotation) else None


def _is_current_task(annotation: Any) -> bool:
    kinds = typing.get_args(annotation) or (annotation,)
    known = [each for each in kinds if each is CurrentTask or each is NoneType]
    return CurrentTask in known and len(known) == len(kinds)
