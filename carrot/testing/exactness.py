"""Whether two values are the same to the last type inside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from typing import Any


def exactly(one: Any, other: Any) -> bool:
    """As `==`, of the same types at every depth, and dicts in the same order.

    1, 1.0 and True are three values.
    """
    if type(one) is not type(other):
        return False
    if one is other or one != one:  # not-a-number is not equal to itself
        return one is other or other != other
    if isinstance(one, Decimal):
        return repr(one) == repr(other)  # 1.0 and 1.00 are equal
    if isinstance(one, Mapping):
        return bool(one == other) and _all(one.items(), other.items())
    if isinstance(one, Set):
        return bool(one == other) and _all(sorted(one, key=repr), sorted(other, key=repr))
    if isinstance(one, Sequence) and not isinstance(one, str | bytes):
        return bool(one == other) and _all(one, other)
    return bool(one == other) and _all(_fields(one), _fields(other))


def _all(one: Any, other: Any) -> bool:
    ones, others = list(one), list(other)
    return len(ones) == len(others) and all(map(exactly, ones, others))


def _fields(value: Any) -> list[Any]:
    """What an instance of somebody's class holds; there is no more to see of the others."""
    names = [name for name in vars(value) if name[:1] != "_"] if hasattr(value, "__dict__") else []
    return [getattr(value, name) for name in names]
