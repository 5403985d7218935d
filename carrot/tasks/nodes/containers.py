"""list and its like, and dict."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.nodes.base import INVALID, Errors, Node, mismatch

MOST_ITEMS = 1000
"""Without a limit of its own django-jsonform takes "Add item" away at 100."""


@dataclass(frozen=True)
class ListNode(Node):
    """Any number of one type. `build` makes the collection, `accepts` are the types it may be."""

    item: Node
    build: Callable[[Iterable[Any]], Any] = list
    accepts: tuple[type, ...] = (list,)
    unique: bool = False

    @property
    def requirable(self) -> bool:
        return False

    @property
    def fault(self) -> str:
        return self.item.fault

    @property
    def hint(self) -> str:
        return self.item.hint

    @property
    def note(self) -> str:
        return self.item.note

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": inner_schema(self.item), "maxItems": MOST_ITEMS}

    def blank(self) -> Any:
        return []

    def encode(self, value: Any) -> Any:
        if not isinstance(value, self.accepts):
            raise mismatch(f"a {self.accepts[0].__name__}", value)
        encoded = encode_all(enumerate(value), lambda index, each: self.item.encode(each))
        # A set has no order; the same set must make the same document.
        return sorted(encoded, key=repr) if self.unique else encoded

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if not isinstance(data, list):
            return errors.add(path, _("Give a list."))
        values = [self.item.decode(each, (*path, index), errors) for index, each in enumerate(data)]
        if any(value is INVALID for value in values):
            return INVALID
        if self.unique and not _all_different(values, path, errors):
            return INVALID
        return self.build(values)

    def form(self, data: Any) -> Any:
        return [self.item.form(each) for each in data] if isinstance(data, list) else []

    def fitting(self, data: Any) -> Node:
        return replace(self, item=fitting_all(self.item, data if isinstance(data, list) else []))

    def is_blank(self, data: Any) -> bool:
        return data is None or data == []


@dataclass(frozen=True)
class DictNode(Node):
    """A dict as a list of {key, value}: the only form of it whose keys survive the editor."""

    key: Node
    value: Node

    @property
    def requirable(self) -> bool:
        return False

    @property
    def fault(self) -> str:
        return self.key.fault or self.value.fault

    @property
    def hint(self) -> str:
        return joined((self.key.hint, self.value.hint))

    @property
    def note(self) -> str:
        return joined((self.key.note, self.value.note))

    def schema(self) -> dict[str, Any]:
        pair = {
            "key": {"title": _("Key"), **inner_schema(self.key)},
            "value": {"title": _("Value"), **inner_schema(self.value)},
        }
        items = {"type": "object", "properties": pair}
        return {"type": "array", "items": items, "maxItems": MOST_ITEMS}

    def blank(self) -> Any:
        return []

    def encode(self, value: Any) -> Any:
        if not isinstance(value, dict):
            raise mismatch("a dict", value)
        return encode_all(
            value.items(),
            lambda key, each: {"key": self.key.encode(key), "value": self.value.encode(each)},
        )

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        found: dict[Any, Any] = {}
        whole = True
        for place, pair in enumerate(_pairs(data)):
            at = (*path, place)
            if not isinstance(pair, dict) or pair.keys() != {"key", "value"}:
                return errors.add(at, _("Give a key and a value."))
            key = self.key.decode(pair["key"], (*at, "key"), errors)
            value = self.value.decode(pair["value"], (*at, "value"), errors)
            whole = whole and key is not INVALID and value is not INVALID
            if key is not INVALID and not _put(found, key, value):
                whole = False
                errors.add((*at, "key"), _("This key is given already."))
        if not isinstance(data, list | dict):
            return errors.add(path, _("Give a list of keys and values."))
        return found if whole else INVALID

    def form(self, data: Any) -> Any:
        return [
            {"key": self.key.form(pair.get("key")), "value": self.value.form(pair.get("value"))}
            for pair in _pairs(data)
            if isinstance(pair, dict)
        ]

    def fitting(self, data: Any) -> Node:
        pairs = [pair for pair in _pairs(data) if isinstance(pair, dict)]
        return replace(
            self,
            key=fitting_all(self.key, [pair.get("key") for pair in pairs]),
            value=fitting_all(self.value, [pair.get("value") for pair in pairs]),
        )

    def is_blank(self, data: Any) -> bool:
        return data is None or data == []


def joined(sentences: Iterable[str]) -> str:
    """The sentences that there are, each once."""
    return " ".join(filter(None, dict.fromkeys(sentences)))


def inner_schema(node: Node) -> dict[str, Any]:
    """The schema of a node inside another: what can be required there is."""
    return {**node.schema(), **({"required": True} if node.requirable else {})}


def encode_all(pairs: Iterable[tuple[Any, Any]], encode: Callable[[Any, Any], Any]) -> list[Any]:
    """Encode each pair; every fault of all of them is in the one error that is raised."""
    encoded: list[Any] = []
    errors: dict[Path, str] = {}
    for place, (key, value) in enumerate(pairs):
        try:
            encoded.append(encode(key, value))
        except ArgumentsError as error:
            errors.update({(place, *path): fault for path, fault in error.errors.items()})
    if errors:
        raise ArgumentsError(errors)
    return encoded


def fitting_all(node: Node, data: list[Any]) -> Node:
    for each in data:
        node = node.fitting(each)
    return node


def _pairs(data: Any) -> list[Any]:
    # JSON written by hand: an object is taken too.
    if isinstance(data, dict):
        return [{"key": key, "value": value} for key, value in data.items()]
    return data if isinstance(data, list) else []


def _put(found: dict[Any, Any], key: Any, value: Any) -> bool:
    if key in found:
        return False
    found[key] = value
    return True


def _all_different(values: list[Any], path: Path, errors: Errors) -> bool:
    seen = set()
    for index, value in enumerate(values):
        if value in seen:
            errors.add((*path, index), _("This is in the list already."))
        seen.add(value)
    return len(seen) == len(values)
