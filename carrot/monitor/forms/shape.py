"""Whether the browser's form can show some data, or would die of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from carrot.tasks.nodes.numbers import SAFE_INTEGER

_DATE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?"
_NATIVE = {
    "number": re.compile(r"-?(\d+|\d*\.\d+)([eE][+-]?\d+)?", re.ASCII),
    "date": re.compile(_DATE, re.ASCII),
    "time": re.compile(_TIME, re.ASCII),
    "datetime-local": re.compile(f"{_DATE}[T ]{_TIME}", re.ASCII),
}


def showable(schema: Mapping[str, Any], data: Any, root: Mapping[str, Any] | None = None) -> bool:
    """Whether django-jsonform can show `data` under `schema` without losing any of it.

    Data of another shape makes its script throw and leaves no form at all, and keys that the
    schema does not know are sent back although nobody sees them. `root` has the definitions
    that the schema refers to; without it the schema is the root itself.
    """
    root = schema if root is None else root
    if "$ref" in schema:
        return showable(_definition(schema, root), data, root)
    if "oneOf" in schema:
        return any(showable(branch, data, root) for branch in schema["oneOf"])
    if "const" in schema:
        return bool(data == schema["const"])
    if schema["type"] == "object":
        return _object(schema["properties"], data, root)
    if schema["type"] == "array":
        return _array(schema["items"], data, root)
    return _scalar(schema, data)


def _definition(schema: Mapping[str, Any], root: Mapping[str, Any]) -> dict[str, Any]:
    found: Any = root
    for step in schema["$ref"].split("/")[1:]:
        found = found[step]
    # What stands beside the reference goes over what it refers to.
    return {**found, **{name: value for name, value in schema.items() if name != "$ref"}}


def _object(properties: Mapping[str, Any], data: Any, root: Mapping[str, Any]) -> bool:
    if not isinstance(data, dict) or data.keys() != properties.keys():
        return False
    return all(showable(inner, data[name], root) for name, inner in properties.items())


def _array(items: Mapping[str, Any], data: Any, root: Mapping[str, Any]) -> bool:
    if not isinstance(data, list):
        return False
    if items.get("widget") == "multiselect":
        # Boxes are ticked: what is none of them, or there twice, would not be seen.
        offered = [choice["value"] for choice in items["choices"]]
        return all(each in offered for each in data) and len(data) == len({*map(repr, data)})
    return all(showable(items, each, root) for each in data)


def _scalar(schema: Mapping[str, Any], data: Any) -> bool:
    if data is None or data == "":
        return True
    if "choices" in schema:
        return data in [choice["value"] for choice in schema["choices"]]
    if schema["type"] == "boolean":
        return isinstance(data, bool)
    if schema["type"] in ("integer", "number"):
        if isinstance(data, bool) or not isinstance(data, int | float):
            return False
        # JavaScript would show, and send back, a rounded one.
        return isinstance(data, float) or abs(data) <= SAFE_INTEGER
    # A control with a native picker shows nothing at all for a text that is none of its own.
    native = _NATIVE.get(schema.get("format", ""))
    return isinstance(data, str) and (native is None or native.fullmatch(data) is not None)
