"""Functions with signatures that Hypothesis makes up, and calls that fit them."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from inspect import Parameter
from typing import Any

from hypothesis import strategies as st

from tests.unit.tasks.kinds import KINDS

NAMES = ("order", "at", "to", "self_", "title", "type", "constructor", "x__y", "é", "required")
VARIADIC = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
BY_NAME = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
ORDER = (
    *(Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD, Parameter.VAR_POSITIONAL),
    *(Parameter.KEYWORD_ONLY, Parameter.VAR_KEYWORD),
)


class Made:
    """A function that nobody may call."""

    __name__ = __qualname__ = "made"

    def __init__(self, signature: inspect.Signature) -> None:
        self.__signature__ = signature

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("the task was called")


@dataclass
class Call:
    """A call that fits the function."""

    function: Made
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


@st.composite
def calls(draw: st.DrawFn) -> Call:
    """A function of up to six parameters of all kinds, and one call of it."""
    parameters: list[Parameter] = []
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    by_position = True
    for name, kind in zip(draw(_NAMES), _kinds(draw), strict=False):
        annotation, values = draw(st.sampled_from(KINDS))
        default = Parameter.empty
        if kind not in VARIADIC and (_follows_default(parameters, kind) or draw(st.booleans())):
            default = draw(values)
        parameters.append(Parameter(name, kind, annotation=annotation, default=default))
        by_position = by_position and (default is Parameter.empty or draw(st.booleans()))
        some = draw(st.lists(values, max_size=2)) if kind in VARIADIC else [draw(values)]
        if kind is Parameter.VAR_KEYWORD:
            kwargs |= {f"key{number}": value for number, value in enumerate(some)}
        elif kind is not Parameter.KEYWORD_ONLY and by_position:
            args += some
        elif kind in BY_NAME and _needed(draw, default):
            kwargs[name] = some[0]
    return Call(Made(inspect.Signature(parameters)), tuple(args), kwargs)


_NAMES = st.lists(st.sampled_from(NAMES), max_size=6, unique=True)


def _kinds(draw: st.DrawFn) -> list[Any]:
    """In the order that Python wants, *args and **kwargs once at most."""
    drawn = sorted(draw(st.lists(st.sampled_from(ORDER), min_size=6, max_size=6)))
    return [
        kind
        for number, kind in enumerate(drawn)
        if kind not in VARIADIC or kind not in drawn[:number]
    ]


def _follows_default(parameters: list[Parameter], kind: Any) -> bool:
    before = [each for each in parameters if each.default is not Parameter.empty]
    return bool(before) and kind is not Parameter.KEYWORD_ONLY


def _needed(draw: st.DrawFn, default: Any) -> bool:
    return default is Parameter.empty or draw(st.booleans())


def bound(call: Call, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """What the function would see of a call, by parameter."""
    found = call.function.__signature__.bind(*args, **kwargs)
    found.apply_defaults()
    return dict(found.arguments)
