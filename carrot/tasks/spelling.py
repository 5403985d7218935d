"""Python values and calls as source text that people can read and paste."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any

from carrot.tasks.binding import Call


def call_text(function: Callable[..., Any], call: Call) -> str:
    """The call as Python would take it."""
    keywords = []
    for name, value in call.kwargs.items():
        # **kwargs may have keys that cannot be written as names.
        plain = name.isidentifier()
        keywords.append(
            f"{name}={value_text(value)}" if plain else f"**{value_text({name: value})}"
        )
    return f"{_name(function)}({', '.join([*map(value_text, call.args), *keywords])})"


def shown_text(value: Any) -> str:
    """The source of a value, for reading only: what has none still has a text."""
    try:
        return value_text(value)
    except RecursionError:
        return f"<{type(value).__name__}, nested too deep to be shown>"


def value_text(value: Any) -> str:
    """The source of a value; of enums their members, of containers their items."""
    kind = type(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        # repr() spells a fixed offset as a timezone of a timedelta of seconds.
        return f"datetime.datetime.fromisoformat({value.isoformat()!r})"
    if isinstance(value, Enum):
        return f"{kind.__name__}.{value.name}"
    if kind is list:
        return f"[{_items(value)}]"
    if kind is tuple:
        return f"({_items(value)}{',' if len(value) == 1 else ''})"
    if kind is dict:
        return f"{{{', '.join(f'{value_text(k)}: {value_text(v)}' for k, v in value.items())}}}"
    if kind is float and not math.isfinite(value):
        return f"float('{value}')"
    try:
        return repr(value)
    except Exception:  # __repr__ of somebody's own class
        return f"<{kind.__name__}>"


def _items(values: list[Any] | tuple[Any, ...]) -> str:
    return ", ".join(map(value_text, values))


def _name(function: Any) -> str:
    while isinstance(function, functools.partial):
        function = function.func
    return str(getattr(function, "__name__", type(function).__name__))
