"""list and its like."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.nodes.base import INVALID, Errors, Node, mismatch

MOST_ITEMS = 10_000
"""Without a limit of its own django-jsonform takes "Add item" away at 100."""


@dataclass(frozen=True)
class ListNode(Node):
    """Any number of one type. `build` makes the collection, `accepts` are the types it may be."""

    item: Node
    build: Callable[[Iterable[Any]], Any] = list
    accepts: tuple[type, ...] = (list,)
    unique: bool = False

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.item,)

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
        items = inner_schema(self.item)
        if self.unique and items.get("choices"):
            # Each of them once: that is what boxes to tick are for.
            items.pop("required", None)
            items["widget"] = "multiselect"
        return {"type": "array", "items": items, "maxItems": MOST_ITEMS}

    def blank(self) -> Any:
        return []

    def encode(self, value: Any) -> Any:
        fits: bool = isinstance(value, self.accepts)
        if not fits:
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


def _all_different(values: list[Any], path: Path, errors: Errors) -> bool:
    seen: set[Any] = set()
    for index, value in enumerate(values):
        try:
            known = value in seen
        except TypeError:
            errors.add((*path, index), _("A list or an object cannot be in a set."))
            return False
        if known:
            errors.add((*path, index), _("This is in the list already."))
        seen.add(value)
    return len(seen) == len(values)
