"""From an annotation to its node. Factories are asked in order; the first answer counts."""

from __future__ import annotations

from typing import Any

from carrot.tasks.nodes import addresses, annotated, generic, models, plain, record_types
from carrot.tasks.nodes.base import Node
from carrot.tasks.nodes.context import Context, Factory
from carrot.tasks.nodes.json_box import JsonNode

__all__ = ["Context", "Factory", "node_for", "register"]

DEEPEST = 16
"""A type that contains itself has no end; below this it becomes a JSON box."""

_registered: list[Factory] = []
_core: tuple[Factory, ...] = (
    plain.scalar,
    generic.alias,
    generic.unresolved,
    annotated.constrained,
    generic.literal,
    plain.enum,
    addresses.address,
    models.model,
    generic.union,
    generic.collection,
    generic.mapping,
    generic.counted,
    record_types.fixed_tuple,
    plain.anything,
    record_types.record,
)


def register(factory: Factory) -> None:
    """Ask the factory before carrot's own, after those registered earlier."""
    if factory not in _registered:
        _registered.append(factory)


def unregister(factory: Factory) -> None:
    """Take a registered factory back."""
    _registered.remove(factory)


def node_for(annotation: Any) -> Node:
    """The node of an annotation. Never fails: what has no node gets a box, or a fault."""
    return _build(annotation, Context(_build))


def _build(annotation: Any, context: Context) -> Node:
    if context.depth > DEEPEST:
        return JsonNode(word=True, reason="")
    for factory in (*_registered, *_core):
        node = factory(annotation, context)
        if node is not None:
            return node
    return plain.fallback(annotation, context)
