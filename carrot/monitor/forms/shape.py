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


def showable(schema: Mapping[str, Any], data: Any) -> bool:
    """Whether django-jsonform can show `data` under `schema` without losing any of it.

    Data of another shape makes its script throw and leaves no form at all, and keys that the
    schema does not know are sent back although nobody sees them.
    """
    if "oneOf" in schema:
        return any(showable(branch, data) for branch in schema["oneOf"])
    if "const" in schema:
        return bool(data == schema["const"])
    if schema["type"] == "object":
        return _object(schema["properties"], data)
    if schema["type"] == "array":
        return isinstance(data, list) and all(showable(schema["items"], each) for each in data)
    return _scalar(schema, data)


def _object(properties: Mapping[str, Any], data: Any) -> bool:
    if not isinstance(data, dict) or data.keys() != properties.keys():
        return False
    return all(showable(inner, data[name]) for name, inner in properties.items())


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
