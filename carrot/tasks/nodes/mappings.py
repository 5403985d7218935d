"""dict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from carrot.exceptions import Path
from carrot.tasks.nodes.base import INVALID, Errors, Node, mismatch
from carrot.tasks.nodes.containers import (
    MOST_ITEMS,
    encode_all,
    fitting_all,
    inner_schema,
    joined,
)


@dataclass(frozen=True)
class DictNode(Node):
    """A dict as a list of {key, value}: the only form of it whose keys survive the editor."""

    key: Node
    value: Node
    kind: type[Any] = dict
    build: Callable[[dict[Any, Any]], Any] = dict

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.key, self.value)

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
        fits = isinstance(value, dict) if self.kind is dict else type(value) is self.kind
        if not fits:
            raise mismatch(f"a {self.kind.__name__}", value)
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
            fault = "" if key is INVALID else _put(found, key, value)
            if fault:
                whole = False
                errors.add((*at, "key"), fault)
        if not isinstance(data, list | dict):
            return errors.add(path, _("Give a list of keys and values."))
        return self.build(found) if whole else INVALID

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


def _pairs(data: Any) -> list[Any]:
    # JSON written by hand: an object is taken too.
    if isinstance(data, dict):
        return [{"key": key, "value": value} for key, value in data.items()]
    return data if isinstance(data, list) else []


def _put(found: dict[Any, Any], key: Any, value: Any) -> str:
    """Add the pair; the reason if that is impossible."""
    try:
        if key in found:
            return _("This key is given already.")
    except TypeError:
        return _("A list or an object cannot be a key.")
    found[key] = value
    return ""
