"""X | None, and unions of several types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.nodes.base import INVALID, Errors, Node, mismatch
from carrot.tasks.nodes.booleans import NoneNode
from carrot.tasks.nodes.containers import inner_schema, joined
from carrot.tasks.nodes.wrapping import WrappingNode

TAG = "__type__"


@dataclass(frozen=True)
class OptionalNode(WrappingNode):
    """A type or None, for controls that can be blank: blank is None."""

    @property
    def requirable(self) -> bool:
        return False

    @property
    def hint(self) -> str:
        return f"{self.inner.hint} {_('Blank is None.')}".strip()

    def schema(self) -> dict[str, Any]:
        schema = self.inner.schema()
        choices = schema.get("choices")
        # The editor's own "Select…" cannot be chosen again once something else was.
        if choices and choices[0]["value"] != "":
            schema["choices"] = [{"title": "—", "value": ""}, *choices]
        return schema

    def encode(self, value: Any) -> Any:
        return None if value is None else self.inner.encode(value)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        blank = data is None or self.inner.is_blank(data)
        return None if blank else self.inner.decode(data, path, errors)

    def form(self, data: Any) -> Any:
        return self.inner.blank() if data is None else self.inner.form(data)

    def fitting(self, data: Any) -> Node:
        return self if data is None else super().fitting(data)

    def is_blank(self, data: Any) -> bool:
        return data is None or data == ""


@dataclass(frozen=True)
class UnionNode(Node):
    """One of several types, each value tagged with the name of its type.

    Only tagged objects keep the editor from guessing the type anew at every change.
    """

    branches: tuple[tuple[str, Node], ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return tuple(node for _name, node in self.branches)

    @property
    def requirable(self) -> bool:
        return False

    @property
    def fault(self) -> str:
        faults = [node.fault for _name, node in self.branches if not isinstance(node, NoneNode)]
        return faults[0] if faults and all(faults) else ""

    @property
    def note(self) -> str:
        return joined(node.note or node.fault for _name, node in self.branches)

    def schema(self) -> dict[str, Any]:
        return {"oneOf": [_branch_schema(name, node) for name, node in self._usable]}

    def blank(self) -> Any:
        name, node = self._usable[0]
        return _tagged(name, node, node.blank())

    def encode(self, value: Any) -> Any:
        if value is None and self.nullable:
            return None
        loose = None
        for name, node in self._usable:
            try:
                data = node.encode(value)
            except ArgumentsError:
                continue
            tagged = _tagged(name, node, data)
            back = node.decode(data, (), Errors())
            if type(back) is type(value) and back == value:
                return tagged
            loose = loose or tagged
        if loose is None:
            raise mismatch(" or ".join(name for name, _node in self._usable), value)
        return loose

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if data is None and self.nullable:
            return None
        branches = dict(self._usable)
        if isinstance(data, dict) and TAG in data:
            tag = data[TAG]
            node = branches.get(tag) if isinstance(tag, str) else None
            if node is None:
                return errors.add(path, _("Choose one of the types."))
            if isinstance(node, NoneNode):
                return None
            return node.decode(data.get("value"), (*path, "value"), errors)
        # JSON written by hand: with one type besides None there is nothing to guess.
        others = [node for node in branches.values() if not isinstance(node, NoneNode)]
        if len(others) > 1:
            return errors.add(path, _("Choose one of the types."))
        return others[0].decode(data, path, errors)

    def form(self, data: Any) -> Any:
        if data is None and self.nullable:
            return _tagged("None", NoneNode(), None)
        for name, node in self._usable:
            if isinstance(data, dict) and data.get(TAG) == name:
                return _tagged(name, node, node.form(data.get("value")))
        name, node = self._usable[-1]
        if self.decode(data, (), Errors()) is INVALID:
            return self.blank()
        return _tagged(name, node, node.form(data))

    def fitting(self, data: Any) -> Node:
        tag = data.get(TAG) if isinstance(data, dict) else None
        return UnionNode(
            tuple(
                (name, node.fitting(data.get("value")) if name == tag else node)
                for name, node in self.branches
            )
        )

    def is_blank(self, data: Any) -> bool:
        return bool(data == self.blank())

    @property
    def _usable(self) -> list[tuple[str, Node]]:
        return [(name, node) for name, node in self.branches if not node.fault]

    @property
    def nullable(self) -> bool:
        """Whether None is one of the types."""
        return isinstance(self.branches[0][1], NoneNode)


def _tagged(name: str, node: Node, data: Any) -> dict[str, Any]:
    return {TAG: name} if isinstance(node, NoneNode) else {TAG: name, "value": data}


def _branch_schema(name: str, node: Node) -> dict[str, Any]:
    properties: dict[str, Any] = {TAG: {"type": "string", "const": name, "widget": "hidden"}}
    if not isinstance(node, NoneNode):
        properties["value"] = {"title": _("Value"), **inner_schema(node)}
    return {"type": "object", "title": name, "properties": properties}
