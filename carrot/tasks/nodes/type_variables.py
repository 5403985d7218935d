"""What the type variables of a generic class stand for: of `Box[int]`, and of its heirs."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar, get_args, get_origin

Variables = Mapping[Any, Any]


def class_of(annotation: Any) -> type[Any] | None:
    """The class of `Box`, and of `Box[int]`; None for what is neither."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return annotation
    origin = get_origin(annotation)
    variables = getattr(origin, "__parameters__", None)
    if not isinstance(variables, tuple) or not variables:  # of list and of X | Y it is none
        return None
    return origin if all(isinstance(each, TypeVar) for each in variables) else None


class TypeVariables:
    """The variables of one annotation, a generic class with or without its arguments."""

    def __init__(self, annotation: Any) -> None:
        self._of = dict(_places(annotation, {}))

    def filled(self, name: str, annotation: Any) -> Any:
        """The annotation of the field of that name, with its variables filled in."""
        return _filled(annotation, self._of.get(self._owner(name), {}))

    def _owner(self, name: str) -> Any:
        """The class that declares the field: heirs may use the same variable for another type."""
        declaring = [each for each in self._of if name in inspect.get_annotations(each)]
        # The keys of a TypedDict are among the annotations of its heirs, and they of no others.
        inherited = declaring and issubclass(declaring[0], dict)
        return declaring[-1 if inherited else 0] if declaring else None


def _places(annotation: Any, variables: Variables) -> Iterator[tuple[type[Any], Variables]]:
    """The class of an annotation and those it inherits from, each with its variables."""
    kind = class_of(annotation)
    if kind is None or kind in (object, Generic):
        return
    given = tuple(_filled(each, variables) for each in get_args(annotation))
    own = dict(zip(getattr(kind, "__parameters__", ()), given, strict=False))
    yield kind, own
    for base in getattr(kind, "__orig_bases__", kind.__bases__):
        yield from _places(base, own)


def _filled(annotation: Any, variables: Variables) -> Any:
    if isinstance(annotation, TypeVar):
        return variables.get(annotation, annotation)
    inside = () if isinstance(annotation, type) else getattr(annotation, "__parameters__", ())
    if not any(each in variables for each in inside):
        return annotation
    return annotation[tuple(variables.get(each, each) for each in inside)]
