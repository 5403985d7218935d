"""What of a signature a stored document depends on, in one short text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from carrot.tasks.json_text import dump_json
from carrot.tasks.nodes import Node
from carrot.tasks.nodes.base import definitions_in, inside
from carrot.tasks.parameters import Parameter

_TEXTS = ("title", "placeholder", "widget", "description", "helpText", "default", "listed")


def fingerprint_of(parameters: Iterable[Parameter]) -> str:
    """Changes when documents made for the parameters may no longer fit them, and only then."""
    facts = [
        # Types of one schema, such as int and int | None, may still read differently.
        [
            *(each.name, each.kind.name, each.required, each.type),
            each.shown and _shape(each.node.schema()),
            _shape(_structures(each.node)),
            _shape(definitions_in([each.node])),
        ]
        for each in parameters
    ]
    return hashlib.sha256(dump_json(facts).encode()).hexdigest()[:32]


def _structures(node: Node) -> list[Any]:
    """What is in the type although no schema shows it: a text and a UUID have the same control."""
    return [
        [type(each).__name__, *([] if each.structure is None else [each.structure])]
        for each in inside(node)
    ]


def _shape(schema: Any) -> Any:
    """A schema without what is only to be read: texts may be translated, or reworded."""
    if isinstance(schema, dict):
        # The names of fields are not words of the schema: one may be called "title".
        return {
            key: {name: _shape(inner) for name, inner in each.items()}
            if key == "properties" and isinstance(each, dict)
            else _shape(each)
            for key, each in schema.items()
            if key not in _TEXTS
        }
    return [_shape(each) for each in schema] if isinstance(schema, list) else schema
