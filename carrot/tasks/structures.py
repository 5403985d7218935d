"""What is in a type although its control does not show it: a box for JSON takes any."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from carrot.tasks.nodes import Node


def structures(node: Node) -> list[Any]:
    """What the node, and each node in it, says of its structure besides its schema."""
    return list(_found(node, set()))


def _found(here: Any, seen: set[int]) -> Iterator[Any]:
    if isinstance(here, tuple):
        for each in here:
            yield from _found(each, seen)
    elif isinstance(here, Node) and id(here) not in seen:
        seen.add(id(here))
        structure = getattr(here, "structure", None)
        if structure is not None:
            yield structure
        if dataclasses.is_dataclass(here):
            for each in dataclasses.fields(here):
                yield from _found(getattr(here, each.name), seen)
