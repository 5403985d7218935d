"""An arguments document as people read it: rows of a tree, or one line; secrets hidden."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from carrot.monitor.text import plain, shorten
from carrot.tasks import Task
from carrot.tasks.showing import Call, shown_arguments
from carrot.tasks.showing.documents import HIDDEN, hidden, is_pairs, is_secret, named, untagged
from carrot.tasks.showing.formatting import Formatted, formatted

_DEPTH = 12
_ROWS = 500
_TEXT = 4000
_ASKED = 200
"""About how many values plugins are asked for a line: it has no room for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the tree. `kind` is the JSON type, or "hidden", or "more" where it was cut."""

    depth: int
    name: str
    text: str
    kind: str

    @property
    def indent(self) -> int:
        """The depth as the style sheet knows it."""
        return min(self.depth, 8)

    @property
    def is_long(self) -> bool:
        """Whether it may need to scroll, so that the keyboard must reach it."""
        return len(self.text) > 400 or self.text.count("\n") > 5


def call_summary(call: Call, limit: int = 160) -> str:
    """The arguments of a schedule or a message in one line."""
    return summary(shown_arguments(call, most=_ASKED), limit)


def tree(document: object) -> list[Row]:
    """The document as indented rows, at most a page full of them."""
    rows: list[Row] = []
    for row in _children(document, 0):
        if len(rows) == _ROWS:
            rows.append(Row(depth=0, name="…", text="the rest is in the JSON below", kind="more"))
            break
        rows.append(row)
    return rows


def _children(value: object, depth: int) -> Iterator[Row]:
    for name, child in named(value):
        yield from _rows(name, child, depth)


def _rows(name: str, value: object, depth: int) -> Iterator[Row]:
    value = untagged(value)
    if is_secret(name):
        yield Row(depth=depth, name=name, text=HIDDEN, kind="hidden")
    elif isinstance(value, dict | list) and value and depth < _DEPTH:
        yield Row(depth=depth, name=name, text=_size(value), kind="group")
        yield from _children(value, depth + 1)
    else:
        yield Row(depth=depth, name=name, text=_scalar(value), kind=_kind(value))


def _size(value: dict[str, Any] | list[Any]) -> str:
    count = len(value)
    word = "entry" if isinstance(value, dict) or is_pairs(value) else "item"
    plural = "entries" if word == "entry" else "items"
    return f"{count:,} {word if count == 1 else plural}"


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "string" if isinstance(value, str) else "json"


def _scalar(value: object) -> str:
    text = plain(value) if isinstance(value, str) else _compact(value)
    if len(text) > _TEXT:
        return f"{text[:_TEXT]}… ({len(text):,} characters)"
    return text


def _compact(value: object) -> str:
    if isinstance(value, Formatted):
        return value
    return json.dumps(masked(value), ensure_ascii=False, default=str)


def masked(value: object, depth: int = 0) -> object:
    """The value as JSON data for people: secrets hidden, pairs as objects, text made plain."""
    if isinstance(value, str):
        return plain(value)
    if not isinstance(value, list | Mapping):
        return value
    if depth > 64:
        return "…"
    if isinstance(value, list) and not (value and is_pairs(value)):
        return [masked(untagged(item), depth + 1) for item in value]
    return {
        plain(name): HIDDEN if is_secret(name) else masked(untagged(item), depth + 1)
        for name, item in named(value)
    }


def as_json(document: object) -> str:
    """The document as indented JSON, exactly as it was stored but for what is hidden."""
    return json.dumps(hidden(document), ensure_ascii=False, indent=2, default=str)


def summary(document: object, limit: int = 160) -> str:
    """The document in one line: `order=1042, warehouse="Berlin"`."""
    parts: list[str] = []
    length = 0
    for name, value in named(document):
        shown = HIDDEN if is_secret(name) else _compact(untagged(value))
        parts.append(f"{plain(name)}={shorten(shown, 60)}")
        length += len(parts[-1])
        if length > limit:
            break
    return shorten(", ".join(parts), limit)


def defaults(task: Task | None, document: object) -> list[Row]:
    """The parameters that were left at their defaults, as Python writes the values."""
    if task is None or not isinstance(document, Mapping):
        return []
    given = dict.fromkeys(document)  # the values are not asked for: they may be of any depth
    left_out = [row for row in task.arguments.display(given) if row.is_default]
    texts = {row.name: shorten(plain(row.value), 300) for row in left_out}
    shown = formatted(task.name, texts, len(texts))
    return [
        Row(depth=0, name=name, text=HIDDEN if is_secret(name) else str(text), kind="default")
        for name, text in named(shown)
    ]
