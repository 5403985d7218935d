"""Whether data is of the shape that a form of some schema submits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from carrot.tasks.nodes.numbers import SAFE_INTEGER

SCALARS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
"""What the control of a type submits, if it submits anything."""


def fits(schema: Mapping[str, Any], data: Any, *, from_browser: bool = False) -> bool:
    """Whether data is of the shape that a form of the schema submits. It has no references.

    A control left blank submits nothing, None or an empty text; that fits every scalar.
    """
    if "oneOf" in schema:
        return any(fits(each, data, from_browser=from_browser) for each in schema["oneOf"])
    if schema["type"] == "object":
        properties = schema["properties"]
        return (
            isinstance(data, dict)
            and data.keys() == properties.keys()
            and all(
                fits(inner, data[name], from_browser=from_browser)
                for name, inner in properties.items()
            )
        )
    if schema["type"] == "array":
        items = schema["items"]
        return isinstance(data, list) and all(
            fits(items, each, from_browser=from_browser) for each in data
        )
    return _scalar_fits(schema, data, from_browser=from_browser)


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
