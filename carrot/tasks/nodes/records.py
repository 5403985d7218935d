"""Records: values with named fields of their own types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.nodes.base import INVALID, Errors, Node, mismatch
from carrot.tasks.nodes.field import EMPTY, Field


@dataclass(frozen=True, kw_only=True)
class Maker:
    """How a kind of record is taken apart and made.

    `read` gives the values of a record by field, and raises for what is none; `make` is called
    with those that were given. `faults` finds in its error the fields that are to blame.
    """

    name: str
    read: Callable[[Any], Mapping[str, Any]]
    make: Callable[[dict[str, Any]], Any]
    faults: Callable[[Exception], Mapping[Path, str]] = lambda error: {}


@dataclass(frozen=True)
class RecordNode(Node):
    """A group of fields: a dataclass, a model of pydantic, a named or a fixed tuple."""

    maker: Maker
    fields: tuple[tuple[str, Field], ...]
    reference: str = ""
    """The name of its definition, if the record contains itself."""

    @property
    def requirable(self) -> bool:
        return False

    @property
    def fault(self) -> str:
        found = (each for _key, each in self.fields if each.required and each.node.fault)
        return next((f"{each.name}: {each.node.fault}" for each in found), "")

    @property
    def parts(self) -> tuple[Node, ...]:
        return tuple(each.node for _key, each in self.fields)

    @property
    def structure(self) -> Any:
        return [[key, each.required] for key, each in self.fields]

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "properties": {key: each.schema() for key, each in self.fields}}

    def definitions(self) -> dict[str, dict[str, Any]]:
        return {self.reference: self.schema()} if self.reference else {}

    def blank(self) -> Any:
        return {key: each.form() for key, each in self.fields}

    def encode(self, value: Any) -> Any:
        values = self.maker.read(value)
        encoded: dict[str, Any] = {}
        errors: dict[Path, str] = {}
        for key, each in self.fields:
            if each.name not in values:
                continue
            try:
                data = each.encode(values[each.name])
            except ArgumentsError as error:
                errors.update({(key, *path): fault for path, fault in error.errors.items()})
                continue
            if data is not EMPTY:
                encoded[key] = data
        if errors:
            raise ArgumentsError(errors)
        return encoded

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        data = self._by_key(data)
        if not isinstance(data, dict):
            return errors.add(path, _("Give an object with the fields of %(type)s.") % self._words)
        before = len(errors)
        values = {}
        for key, each in self.fields:
            value = each.decode(data.get(key, EMPTY), (*path, key), errors)
            if value is not EMPTY:
                values[each.name] = value
        for name in data.keys() - {key for key, _field in self.fields}:
            errors.add((*path, name), _("%(type)s has no such field.") % self._words)
        if len(errors) > before or INVALID in [*map(_marked, values.values())]:
            return INVALID
        return self._made(values, path, errors)

    def form(self, data: Any) -> Any:
        data = self._by_key(data)
        given = data if isinstance(data, dict) else {}
        return {key: _shown(each, given.get(key, EMPTY)) for key, each in self.fields}

    def fitting(self, data: Any) -> Node:
        data = self._by_key(data)
        given = data if isinstance(data, dict) else {}
        fields = []
        for key, each in self.fields:
            value = given.get(key, each.encoded_default)
            node = each.node if value is EMPTY else each.node.fitting(value)
            fields.append((key, each if node is each.node else replace(each, node=node)))
        return replace(self, fields=tuple(fields))

    def is_blank(self, data: Any) -> bool:
        return data is None

    @property
    def _words(self) -> dict[str, str]:
        return {"type": self.maker.name}

    def _by_key(self, data: Any) -> Any:
        # JSON written by hand: a tuple may be a list.
        if isinstance(data, list) and self.fields and len(data) == len(self.fields):
            keys = [key for key, _field in self.fields]
            if keys == [str(number) for number in range(len(data))]:
                return dict(zip(keys, data, strict=True))
        return data

    def _made(self, values: dict[str, Any], path: Path, errors: Errors) -> Any:
        try:
            return self.maker.make(values)
        except Exception as error:  # a constructor of the project's own
            keys = {each.name: key for key, each in self.fields}
            found = self.maker.faults(error) or {(): f"{type(error).__name__}: {error}"}
            for place, fault in found.items():
                known = place[:1] and place[0] in keys
                errors.add((*path, keys[str(place[0])], *place[1:]) if known else path, fault)
            return INVALID


def _marked(value: Any) -> Any:
    # Compared by identity: the values' own __eq__ may do anything.
    return INVALID if value is INVALID else None


def _shown(each: Field, data: Any) -> Any:
    data = each.encoded_default if data is EMPTY else data
    return each.node.blank() if data is EMPTY else each.node.form(data)


@dataclass(frozen=True)
class ReferenceNode(Node):
    """A record inside itself, by the name of its definition."""

    name: str
    target: Callable[[], Node] = field(compare=False)

    @property
    def requirable(self) -> bool:
        return False

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.target(),)

    def schema(self) -> dict[str, Any]:
        return {"$ref": f"#/$defs/{self.name}"}

    def blank(self) -> Any:
        return self.target().blank()

    def encode(self, value: Any) -> Any:
        return self.target().encode(value)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        return self.target().decode(data, path, errors)

    def form(self, data: Any) -> Any:
        return self.target().form(data)

    def is_blank(self, data: Any) -> bool:
        return self.target().is_blank(data)


def fields_of(node: Node) -> tuple[Field, ...]:
    """The fields of a record; none of what is none."""
    return tuple(each for _key, each in node.fields) if isinstance(node, RecordNode) else ()


def not_of(name: str, value: Any) -> ArgumentsError:
    """The error for what is no record of the kind."""
    return mismatch(f"a {name}", value)
