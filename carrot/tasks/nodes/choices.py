"""Literal and Enum: one of a list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.json_text import dump_json
from carrot.tasks.nodes.base import Errors, Node, mismatch


@dataclass(frozen=True)
class LiteralNode(Node):
    """The values of a Literal. 1, True and "1" are three different ones."""

    values: tuple[Any, ...]

    def schema(self) -> dict[str, Any]:
        bare = self._bare
        choices = [
            {"title": value if bare else _literal(value), "value": key}
            for key, value in self._table
        ]
        return {"type": "string", "choices": choices}

    def encode(self, value: Any) -> Any:
        for key, known in self._table:
            if type(known) is type(value) and known == value:
                return key
        raise mismatch(f"one of {', '.join(map(repr, self.values))}", value)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        for key, value in self._table:
            if data == key and isinstance(data, str):
                return value
        # JSON written by hand: the value itself instead of its spelling.
        for value in self.values:
            if type(value) is type(data) and value == data:
                return value
        return errors.add(path, _("Choose one of the list."))

    def is_blank(self, data: Any) -> bool:
        return data == "" or (data is None and None not in self.values)

    @property
    def _bare(self) -> bool:
        return all(type(value) is str and value for value in self.values)

    @property
    def _table(self) -> list[tuple[str, Any]]:
        bare = self._bare
        return [(value if bare else _literal(value), value) for value in self.values]


@dataclass(frozen=True)
class EnumNode(Node):
    """The members of an Enum, by name; a label, as Django's choices have one, is what is shown."""

    kind: type[Enum]

    def schema(self) -> dict[str, Any]:
        choices = [{"title": _label(member), "value": member.name} for member in self.kind]
        return {"type": "string", "choices": choices}

    def encode(self, value: Any) -> Any:
        # A status read from a model's field is a plain str or int that equals its member.
        mixed = issubclass(self.kind, str | int) and not isinstance(value, bool)
        for member in self.kind:
            if value is member or (mixed and _same(member, value)):
                return member.name
        raise mismatch(f"a {self.kind.__name__}", value)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if isinstance(data, str) and data in self.kind.__members__:
            return self.kind.__members__[data]
        for member in self.kind:
            if _same(member, data):
                return member
        return errors.add(path, _("Choose one of the list."))

    def form(self, data: Any) -> Any:
        member = self.decode(data, (), Errors())
        return member.name if isinstance(member, self.kind) else super().form(data)


def _literal(value: Any) -> str:
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    try:
        return dump_json(value)
    except (TypeError, ValueError, ArgumentsError):
        return repr(value)


def _same(member: Enum, value: Any) -> bool:
    try:
        return type(member.value) is type(value) and bool(member.value == value)
    except Exception:  # __eq__ of somebody's own value
        return False


def _label(member: Enum) -> str:
    label = getattr(member, "label", None)
    return str(label) if label else member.name
