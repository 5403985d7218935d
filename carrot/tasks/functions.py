"""Functions inside decorators, partials and callable objects: signature, names, docstring."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any


def unwrapped(function: Any) -> Any:
    """What the decorators of a function are around."""
    try:
        return inspect.unwrap(function)
    except ValueError:  # some objects wrap themselves
        return function


def signature_of(function: Callable[..., Any]) -> inspect.Signature:
    """The signature, annotations as they are; `ValueError` or `TypeError` if there is none."""
    if sys.version_info >= (3, 14):
        # Names that exist for type checkers only must not fail the whole signature.
        from annotationlib import Format  # noqa: PLC0415 - new in Python 3.14

        return inspect.signature(function, annotation_format=Format.FORWARDREF)
    return inspect.signature(function)


def hides_its_function(function: Callable[..., Any]) -> bool:
    """Whether it looks like what a decorator without `functools.wraps` has made of a function:
    it takes anything, and has another function around it.
    """
    if not inspect.isfunction(function) or hasattr(function, "__wrapped__"):
        return False
    kinds = [each.kind for each in signature_of(function).parameters.values()]
    if kinds != [inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD]:
        return False
    return any(callable(each) for each in inspect.getclosurevars(function).nonlocals.values())


def parameter_names(function: Callable[..., Any]) -> list[str]:
    """The names of the parameters; none when there is no signature to read."""
    try:
        return list(signature_of(function).parameters)
    except (TypeError, ValueError):
        return []


def scope_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The names that annotations of the function may use: of its module and around it."""
    inner = _innermost(function)
    if not inspect.isfunction(inner):
        return dict(vars(sys.modules.get(str(getattr(inner, "__module__", "")), object)))
    names = dict(inner.__globals__)
    for name, cell in zip(inner.__code__.co_freevars, inner.__closure__ or (), strict=False):
        try:
            names[name] = cell.cell_contents
        except ValueError:  # the name is bound later
            continue
    return {**names, **{each.__name__: each for each in getattr(inner, "__type_params__", ())}}


def _innermost(function: Any) -> Any:
    inner = unwrapped(function)
    while isinstance(inner, functools.partial):
        inner = unwrapped(inner.func)
    inner = getattr(inner, "__func__", inner)
    if inspect.isfunction(inner) or inspect.isclass(inner):
        return inner
    return unwrapped(type(inner).__call__)
