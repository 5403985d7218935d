"""Parameters without an annotation, by their default; and those that nobody can fill in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.nodes.base import INVALID, Errors, Node
from carrot.tasks.nodes.json_box import JsonNode
from carrot.tasks.nodes.unions import TAG, UnionNode

_ANYTHING = JsonNode(word=True)
_OTHER = JsonNode(word=True, large=False)


@dataclass(frozen=True)
class InferredNode(Node):
    """A control for the type of the default. Code may still pass any plain value.

    The default of `def f(x=5)` says what people will want to enter, and promises nothing.
    `open` is the control for a value of another type: a choice between the two.
    """

    inner: Node
    name: str
    open: bool = False

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.inner,)

    @property
    def requirable(self) -> bool:
        return self.inner.requirable and not self.open

    @property
    def hint(self) -> str:
        return self.inner.hint

    def schema(self) -> dict[str, Any]:
        return self._choice.schema() if self.open else self.inner.schema()

    def blank(self) -> Any:
        return self._choice.blank() if self.open else self.inner.blank()

    def encode(self, value: Any) -> Any:
        loose = None
        for node in (self.inner, _ANYTHING):
            try:
                data = node.encode(value)
            except ArgumentsError:
                continue
            back = self.decode(data, (), Errors())
            if type(back) is type(value) and back == value:
                return data
            loose = data if loose is None and back == value else loose
        if loose is not None:
            return loose
        raise ArgumentsError(
            f"Cannot carry {type(value).__name__} here; annotate the parameter with its type"
        )

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if isinstance(data, dict) and TAG in data and data.keys() <= {TAG, "value"}:
            return self._choice.decode(data, path, errors)
        if data is None and not errors.reading.from_browser:
            return None
        found = errors.fresh()
        value = self.inner.decode(data, path, found)
        if value is INVALID and not self.inner.is_blank(data):
            value = _ANYTHING.decode(data, path, errors.fresh())
        if value is INVALID:
            for place, message in found.items():
                errors.add(place, message)
        return value

    def form(self, data: Any) -> Any:
        if self.open:
            return {TAG: self._choice.branches[1][0], "value": _OTHER.form(data)}
        return self.inner.form(data)

    def fitting(self, data: Any) -> Node:
        if isinstance(data, dict) and TAG in data:  # what the open control submitted
            return replace(self, open=True)
        if data is None or self.inner.decode(data, (), Errors()) is INVALID:
            return replace(self, open=True)
        return replace(self, inner=self.inner.fitting(data))

    def is_blank(self, data: Any) -> bool:
        return self.inner.is_blank(data)

    @property
    def _choice(self) -> UnionNode:
        return UnionNode(((self.name, self.inner), ("other", _OTHER)))


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
