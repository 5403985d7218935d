"""What a document of arguments is made of, for those who show it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

HIDDEN = "••••••"
"""What stands where a value is not shown."""
_DEPTH = 64
_SECRET = re.compile(r"pass|secret|token|key|authoriz|cookie|card", re.IGNORECASE)


def is_secret(name: str) -> bool:
    """Whether a name looks like that of a secret."""
    return bool(_SECRET.search(name))


def untagged(value: object) -> object:
    """The value alone, of one that says which of several types it is of."""
    return value.get("value") if is_tagged(value) else value


def is_tagged(value: object) -> TypeGuard[dict[str, object]]:
    """Whether a value says which of several types it is of."""
    return isinstance(value, dict) and "__type__" in value and value.keys() <= {"__type__", "value"}


def is_pairs(value: list[Any]) -> bool:
    """Whether a list is a dict: one travels as pairs, so that its keys may be of any type."""
    return all(isinstance(item, dict) and item.keys() == {"key", "value"} for item in value)


def named(value: object) -> Iterator[tuple[str, object]]:
    """What is inside of a value, with the names that people give it."""
    if isinstance(value, list):
        if is_pairs(value):
            yield from ((str(pair["key"]), pair["value"]) for pair in value)
        else:
            yield from ((f"[{number}]", item) for number, item in enumerate(value))
    elif isinstance(value, Mapping):
        yield from ((str(key), item) for key, item in value.items())


def hidden(value: object, depth: int = 0) -> object:
    """The value as it is, but for what stands under the name of a secret."""
    if depth > _DEPTH:
        return "…"
    if isinstance(value, list):
        return [hidden(item, depth + 1) for item in value]
    if not isinstance(value, Mapping):
        return value
    if value.keys() == {"key", "value"}:
        secret = is_secret(str(value["key"]))
        return {
            "key": value["key"],
            "value": HIDDEN if secret else hidden(value["value"], depth + 1),
        }
    return {
        str(key): HIDDEN if is_secret(str(key)) else hidden(item, depth + 1)
        for key, item in value.items()
    }
