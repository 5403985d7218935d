"""What a parameter's type must be able to do for forms, schedules, messages and workers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.json_text import show_json
from carrot.tasks.nodes.reading import INVALID, Errors

__all__ = ["INVALID", "Errors", "Node", "Path", "definitions_in", "inside", "mismatch"]


class Node(ABC):
    """One type in a signature: its form control, and the way of its values to JSON and back.

    A value travels as `encode` made it. `decode` takes that, and also what the form's control
    submits for it; `form` turns the first into the second.
    """

    @property
    def requirable(self) -> bool:
        """Whether a blank control can be told from a filled in one, and so be required."""
        return True

    @property
    def fault(self) -> str:
        """Why nobody can give such a value, or nothing."""
        return ""

    @property
    def hint(self) -> str:
        """A short sentence for the person who fills in the form."""
        return ""

    @property
    def note(self) -> str:
        """Why there is no better control for the type, or nothing."""
        return ""

    @property
    def structure(self) -> Any:
        """JSON that says what of the type a schema does not: a document fits it, or does not."""
        return None

    @property
    def parts(self) -> tuple[Node, ...]:
        """The nodes of the types inside, each once; of a type that contains itself, that one."""
        return ()

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """A fresh schema for django-jsonform, in the part of its dialect that works."""

    def definitions(self) -> dict[str, dict[str, Any]]:
        """What the schema refers to as `#/$defs/<name>`, by name, of this node alone."""
        return {}

    def blank(self) -> Any:
        """What the form shows when there is no value."""
        return ""

    @abstractmethod
    def encode(self, value: Any) -> Any:
        """The value as JSON; `ArgumentsError` when it is not of the type."""

    @abstractmethod
    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        """The Python value, or `INVALID` with the reason in `errors`. Raises nothing."""

    def form(self, data: Any) -> Any:
        """What the form shows for an encoded value. Data that does not fit stays visible."""
        if data is None or isinstance(data, str):
            return data or ""
        return show_json(data)

    def fitting(self, data: Any) -> Node:
        """This node, or a sibling of it whose control can show the encoded value."""
        return self

    def when_required(self) -> Node:
        """The sibling to use for a parameter that must be given."""
        return self

    def when_optional(self) -> Node:
        """The sibling to use where a blank control is to mean None."""
        return self

    def is_blank(self, data: Any) -> bool:
        """Whether submitted data says that nothing was filled in."""
        return data is None or data == ""


def definitions_in(nodes: Iterable[Node]) -> dict[str, dict[str, Any]]:
    """What the schemas of the nodes, and of those inside them, refer to."""
    return {
        name: each
        for node in nodes
        for part in inside(node)
        for name, each in part.definitions().items()
    }


def mismatch(expected: str, value: Any) -> ArgumentsError:
    """The error for a Python value of another type."""
    shown = repr(value)
    if len(shown) > 80:
        shown = f"{shown[:77]}..."
    return ArgumentsError(f"Takes {expected}, not {type(value).__name__} {shown}")


def inside(node: Node) -> Iterator[Node]:
    """The node and every node in it, each once although types may contain themselves."""
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if id(here) not in seen:
            seen.add(id(here))
            yield here
            waiting.extend(here.parts)
