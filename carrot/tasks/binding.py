"""Between a call's args and kwargs and values by parameter name, as Python itself would do it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from carrot.exceptions import ArgumentsError
from carrot.tasks.nodes import Errors
from carrot.tasks.nodes.field import EMPTY
from carrot.tasks.parameters import VARIADIC, Parameter

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True, slots=True)
class Call:
    """Arguments ready for `function(*args, **kwargs)`."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    values: Mapping[str, Any] = field(default_factory=dict)
    """What was given, by the name of its parameter."""


def bind(
    parameters: tuple[Parameter, ...], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> dict[str, Any]:
    """The given values by name, those of *args and **kwargs under theirs."""
    errors = Errors()
    positional = [each.name for each in parameters if each.kind in _POSITIONAL]
    rest = _of_kind(parameters, inspect.Parameter.VAR_POSITIONAL)
    given = dict(zip(positional, args, strict=False))
    surplus = args[len(positional) :]
    if surplus and rest:
        given[rest.name] = list(surplus)
    elif surplus:
        message = f"Takes {len(positional)} positional arguments, {len(args)} were given"
        errors.add((), message)
    _bind_keywords(parameters, kwargs, given, errors)
    for each in parameters:
        if each.required and each.name not in given:
            errors.add((each.name,), "This argument is missing")
    if errors:
        raise ArgumentsError(errors)
    return given


def arrange(parameters: tuple[Parameter, ...], values: Mapping[str, Any]) -> Call:
    """The call that gives each parameter its value, by keyword wherever Python allows it."""
    rest = _of_kind(parameters, inspect.Parameter.VAR_POSITIONAL)
    surplus = values.get(rest.name, []) if rest else []
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    # Behind a filled *args nothing can be left out, and no positional-only one before another.
    ahead = [
        each
        for each in parameters
        if each.kind is inspect.Parameter.POSITIONAL_ONLY or (surplus and each.kind in _POSITIONAL)
    ]
    last = max((n for n, each in enumerate(ahead, 1) if surplus or each.name in values), default=0)
    for each in ahead[:last]:
        args.append(values.get(each.name, each.default))
    for each in parameters:
        if each in ahead or each.name not in values or each is rest:
            continue
        if each.kind is inspect.Parameter.VAR_KEYWORD:
            kwargs.update(values[each.name])
        else:
            kwargs[each.name] = values[each.name]
    return Call((*args, *surplus), kwargs)


def _bind_keywords(
    parameters: tuple[Parameter, ...],
    kwargs: Mapping[str, Any],
    given: dict[str, Any],
    errors: Errors,
) -> None:
    named = {
        each.name
        for each in parameters
        if each.kind not in (*VARIADIC, inspect.Parameter.POSITIONAL_ONLY)
    }
    rest = _of_kind(parameters, inspect.Parameter.VAR_KEYWORD)
    surplus = {}
    for name, value in kwargs.items():
        if name in named and name in given:
            errors.add((name,), "Given twice, by position and by name")
        elif name in named:
            given[name] = value
        elif rest:
            surplus[name] = value
        else:
            errors.add((name,), "The task has no argument of this name")
    if rest and surplus:
        given[rest.name] = surplus


def _of_kind(parameters: tuple[Parameter, ...], kind: inspect._ParameterKind) -> Parameter | None:
    return next((each for each in parameters if each.kind is kind), None)


__all__ = ["EMPTY", "Call", "arrange", "bind"]
