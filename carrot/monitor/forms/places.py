"""Where in a form something stands, in the words of its labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from carrot.exceptions import Path

_TAG = "__type__"

Schema = Mapping[str, Any]


def labels(schema: Schema, path: Path) -> str:
    """The labels on the way: "Lines 2: Price" of ("lines", 1, "price").

    Empty where the form has no such control. Items are counted from one, as their buttons do.
    """
    words: list[str] = []
    found: list[Schema] = [schema]
    for step in path:
        owners = [each for one in found for each in _branches(one, schema)]
        found = [inner for each in owners for inner in _inside(each, step)]
        if not found:
            return ""
        if isinstance(step, int):
            words[-1:] = [f"{words[-1] if words else ''} {step + 1}".strip()]
        elif not any(_is_branch(each) for each in owners):
            words.append(str(found[0].get("title") or step))
    return ": ".join(words)


def _branches(schema: Schema, whole: Schema) -> Iterator[Schema]:
    """What a schema may be: itself, what it refers to, any of its alternatives."""
    if "$ref" in schema:
        yield from _branches(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    elif "oneOf" in schema:
        for each in schema["oneOf"]:
            yield from _branches(each, whole)
    else:
        yield schema


def _inside(schema: Schema, step: str | int) -> Iterable[Schema]:
    if isinstance(step, int):
        return [schema["items"]] if "items" in schema else []
    properties = schema.get("properties", {})
    return [properties[step]] if step in properties else []


def _is_branch(schema: Schema) -> bool:
    """Whether it is one of several types: its value is where the field itself is."""
    return _TAG in schema.get("properties", {})
