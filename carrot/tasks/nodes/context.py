"""What a node factory is given besides the annotation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from carrot.tasks.nodes.base import Node


@dataclass(frozen=True)
class Context:
    """`node` builds the nodes of the types inside the annotation."""

    build: Callable[[Any, Context], Node]
    depth: int = 0
    inside: tuple[Any, ...] = ()
    """The named types that are being built: one that contains itself has no end."""

    def node(self, annotation: Any) -> Node:
        return self.build(annotation, replace(self, depth=self.depth + 1))

    def within(self, name: Any) -> Context:
        return replace(self, inside=(*self.inside, name))


Factory = Callable[[Any, Context], Node | None]
"""The node for an annotation, or None to leave it to the next factory."""


def type_name(annotation: Any) -> str:
    """An annotation as people write it."""
    if isinstance(annotation, type) and not getattr(annotation, "__args__", ()):
        return annotation.__name__
    return str(annotation).replace("typing.", "").replace("collections.abc.", "")
