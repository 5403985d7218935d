"""Annotations with their names looked up, each for itself: one that fails costs no other."""

from __future__ import annotations

import inspect
import sys
import typing
from types import SimpleNamespace
from typing import Any

import typing_extensions

from carrot.tasks.nodes.context import type_name


def hint(name: str, annotation: Any, scope: dict[str, Any]) -> Any:
    """One annotation, its names looked up in the scope; as text when that fails."""
    holder = SimpleNamespace(__annotations__={name: annotation})
    try:
        return typing.get_type_hints(holder, scope, scope, include_extras=True)[name]
    except Exception:  # evaluating somebody's annotation may raise anything
        return annotation if isinstance(annotation, str) else type_name(annotation)


def hints_of(kind: Any) -> dict[str, Any]:
    """The annotations of a class and of those it inherits from."""
    try:
        return typing_extensions.get_type_hints(kind, include_extras=True)
    except Exception:  # see above
        scope = {**vars(sys.modules.get(kind.__module__, object)), kind.__name__: kind}
        return {name: hint(name, each, scope) for name, each in _written(kind).items()}


def _written(kind: type[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in reversed(kind.__mro__):
        found.update(inspect.get_annotations(each))
    return found
