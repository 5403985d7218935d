"""Whether data is of the shape that a form of some schema submits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from carrot.tasks.nodes.numbers import SAFE_INTEGER

SCALARS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
"""What the control of a type submits, if it submits anything."""


def fits(
    schema: Mapping[str, Any],
    data: Any,
    *,
    root: Mapping[str, Any] | None = None,
    from_browser: bool = False,
    loosely: bool = False,
) -> bool:
    """Whether data is of the shape that a form of the schema submits.

    A control left blank submits nothing, None or an empty text; that fits every scalar. `root`
    has the definitions that the schema refers to, by name. With `loosely` a control may hold what
    it could not submit, as long as the form does not die of it.
    """
    if "$ref" in schema:
        schema = (root or {})[schema["$ref"].rpartition("/")[2]]
    inside = partial(fits, root=root, from_browser=from_browser, loosely=loosely)
    if "oneOf" in schema:
        return any(inside(each, data) for each in schema["oneOf"])
    if schema["type"] == "object":
        inner = schema["properties"]
        return (
            isinstance(data, dict)
            and data.keys() == inner.keys()
            and all(inside(inner[name], each) for name, each in data.items())
        )
    if schema["type"] == "array":
        return isinstance(data, list) and all(inside(schema["items"], each) for each in data)
    if loosely and "const" not in schema:
        return not isinstance(data, list | dict)
    return _scalar_fits(schema, data, from_browser=from_browser)


def with_plain_blanks(schema: Mapping[str, Any], data: Any) -> Any:
    """A copy of what fits the schema, in which a blank text is "" and any other blank None."""
    if schema["type"] == "object":
        inner = schema["properties"]
        return {name: with_plain_blanks(inner[name], each) for name, each in data.items()}
    if schema["type"] == "array":
        return [with_plain_blanks(schema["items"], each) for each in data]
    if data is None or data == "":
        return "" if schema["type"] == "string" else None
    return data


def _scalar_fits(schema: Mapping[str, Any], data: Any, *, from_browser: bool) -> bool:
    if "const" in schema:
        return bool(data == schema["const"])
    if data is None or data == "":
        return True
    if type(data) not in SCALARS[schema["type"]]:
        return False
    if from_browser and type(data) is int and abs(data) > SAFE_INTEGER:
        return False  # JavaScript has rounded it
    return "choices" not in schema or data in [each["value"] for each in schema["choices"]]
