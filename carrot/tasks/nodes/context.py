"""What a node factory is given besides the annotation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, get_args

from carrot.tasks.nodes.base import Node
from carrot.tasks.nodes.type_variables import class_of


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
    kind = class_of(annotation)
    if kind is not None:
        inside = ", ".join(type_name(each) for each in get_args(annotation))
        return f"{kind.__name__}[{inside}]" if inside else kind.__name__
    written = str(annotation).replace("typing.", "").replace("collections.abc.", "")
    return re.sub(r"ForwardRef\('([^']*)'\)", r"\1", written)
