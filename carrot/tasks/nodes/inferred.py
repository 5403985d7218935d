"""Parameters without an annotation, by their default; and those that nobody can fill in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.nodes.base import INVALID, Errors, Node
from carrot.tasks.nodes.json_box import JsonNode

_ANYTHING = JsonNode(word=True)


@dataclass(frozen=True)
class InferredNode(Node):
    """A control for the type of the default. Code may still pass any plain value.

    The default of `def f(x=5)` says what people will want to enter, and promises nothing.
    """

    inner: Node

    @property
    def requirable(self) -> bool:
        return self.inner.requirable

    @property
    def hint(self) -> str:
        return self.inner.hint

    def schema(self) -> dict[str, Any]:
        return self.inner.schema()

    def blank(self) -> Any:
        return self.inner.blank()

    def encode(self, value: Any) -> Any:
        loose = None
        for node in (self.inner, _ANYTHING):
            try:
                data = node.encode(value)
            except ArgumentsError:
                continue
            back = self.decode(data, (), Errors())
            if back is INVALID or back != value:
                continue
            if type(back) is type(value):
                return data
            loose = data if loose is None else loose
        if loose is not None:
            return loose
        raise ArgumentsError(
            f"Cannot carry {type(value).__name__} here; annotate the parameter with its type"
        )

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        found = Errors(from_browser=errors.from_browser)
        value = self.inner.decode(data, path, found)
        if value is INVALID and not self.inner.is_blank(data):
            value = _ANYTHING.decode(data, path, Errors())
        if value is INVALID:
            for place, message in found.items():
                errors.add(place, message)
        return value

    def form(self, data: Any) -> Any:
        return self.inner.form(data)

    def fitting(self, data: Any) -> Node:
        fits = self.inner.decode(data, (), Errors()) is not INVALID
        return InferredNode(self.inner.fitting(data)) if fits else _ANYTHING.fitting(data)

    def is_blank(self, data: Any) -> bool:
        return self.inner.is_blank(data)


@dataclass(frozen=True)
class UnfillableNode(Node):
    """A type that no form and no message can hold: a request, a callable, a model's instance."""

    reason: str

    @property
    def fault(self) -> str:
        return self.reason

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "readonly": True}

    def encode(self, value: Any) -> Any:
        raise ArgumentsError(self.reason)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        return errors.add(path, self.reason)
