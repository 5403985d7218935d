"""A node around another one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from carrot.exceptions import Path
from carrot.tasks.nodes.base import Errors, Node


@dataclass(frozen=True)
class WrappingNode(Node):
    """Is in everything as the node inside it; a subclass says where it differs."""

    inner: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.inner,)

    @property
    def requirable(self) -> bool:
        return self.inner.requirable

    @property
    def fault(self) -> str:
        return self.inner.fault

    @property
    def note(self) -> str:
        return self.inner.note

    @property
    def hint(self) -> str:
        return self.inner.hint

    def schema(self) -> dict[str, Any]:
        return self.inner.schema()

    def blank(self) -> Any:
        return self.inner.blank()

    def encode(self, value: Any) -> Any:
        return self.inner.encode(value)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        return self.inner.decode(data, path, errors)

    def form(self, data: Any) -> Any:
        return self.inner.form(data)

    def fitting(self, data: Any) -> Node:
        return replace(self, inner=self.inner.fitting(data))

    def is_blank(self, data: Any) -> bool:
        return self.inner.is_blank(data)
