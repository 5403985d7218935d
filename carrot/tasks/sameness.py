"""Whether a type reads a stored value as what it is: as it would write it itself."""

from __future__ import annotations

from typing import Any, Final

from carrot.exceptions import ArgumentsError
from carrot.tasks.nodes import INVALID, Errors, Node
from carrot.tasks.nodes.unions import TAG

_WHOLE: Final = 1e16
"""From here on a database may hand a float back without its point: as an int of equal value."""


def kept_as(node: Node, data: Any, errors: Errors, *, changed: bool) -> Any:
    """The encoded value in today's encoding, or INVALID; why is in `errors`, if it is known.

    `changed` says that the type has another name now. What was tagged with its type, and what
    is to be tagged now, is kept where what is inside stays the same.
    """
    if _plainly(node, data, errors, changed=changed):
        return data
    for candidate in (_wrapped(node, data), _unwrapped(node, data)):
        if candidate is not INVALID:
            errors.clear()
            return candidate
    return INVALID


def same(written: Any, stored: Any) -> bool:
    """Whether the two are the same JSON: 1, 1.0 and true are three, the order of keys is none.

    A record may be written with fields that were left out; one that is not written was dropped.
    """
    if isinstance(written, dict) and isinstance(stored, dict):
        return stored.keys() <= written.keys() and all(
            same(written[name], stored[name]) for name in stored
        )
    if isinstance(written, list) and isinstance(stored, list):
        return len(written) == len(stored) and all(map(same, written, stored))
    if isinstance(written, float) and type(stored) is int:
        return abs(written) >= _WHOLE and written == stored
    return type(written) is type(stored) and bool(written == stored)


def _plainly(node: Node, data: Any, errors: Errors, *, changed: bool) -> bool:
    value = node.decode(data, (), errors)
    if value is INVALID or errors:
        return False
    if changed and _is_structured(data) and _equal(value, data):
        # The marks of the old type's encoding would be taken for data.
        return False
    return same(_written(node, value), data)


def _written(node: Node, value: Any) -> Any:
    try:
        return node.encode(value)
    except ArgumentsError:
        return INVALID


def _wrapped(node: Node, data: Any) -> Any:
    """What a type that has become one of several is now: tagged."""
    for each in (node, *node.parts):
        if not _reads(each, data):
            continue
        written = _written(node, each.decode(data, (), Errors()))
        if isinstance(written, dict) and TAG in written and _exactly(written.get("value"), data):
            return written
    return INVALID


def _reads(node: Node, data: Any) -> bool:
    errors = Errors()
    return node.decode(data, (), errors) is not INVALID and not errors


def _unwrapped(node: Node, data: Any) -> Any:
    """What was one of several types and is now that one: without its tag."""
    if not (isinstance(data, dict) and TAG in data and data.keys() <= {TAG, "value"}):
        return INVALID
    inner = data.get("value")
    errors = Errors()
    return inner if _plainly(node, inner, errors, changed=True) else INVALID


def _exactly(written: Any, stored: Any) -> bool:
    return written == stored and same(written, stored)


def _is_structured(data: Any) -> bool:
    """Whether there are marks in it that some type's encoding puts there."""
    if isinstance(data, dict):
        return TAG in data or any(map(_is_structured, data.values()))
    if isinstance(data, list):
        pairs = [isinstance(each, dict) and each.keys() == {"key", "value"} for each in data]
        return any(pairs) or any(map(_is_structured, data))
    return False


def _equal(value: Any, data: Any) -> bool:
    try:
        return bool(value == data)
    except Exception:  # __eq__ of somebody's own type
        return False


__all__ = ["kept_as", "same"]
