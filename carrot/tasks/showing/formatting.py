"""What plugins make of arguments before people see them; what a plugin fails at is hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from carrot.plugins import calls
from carrot.plugins.checked import plain
from carrot.tasks.showing.documents import HIDDEN, is_pairs, is_secret, is_tagged, untagged

HOOK = "format_argument"
_DEPTH = 64


class Formatted(str):
    """A text that stands where a value was: for people, and no value any more."""

    __slots__ = ()


@dataclass(slots=True, kw_only=True)
class _Asking:
    """The questions about one document. Once `left` is used up, values are not shown."""

    task: str
    left: int

    def shown(self, path: str, name: str, value: Any, depth: int = 0) -> object:
        """The value as it is to be shown. `path` is the way to it, `name` its last step."""
        if is_secret(name) or value == HIDDEN:
            return value
        if is_tagged(value):
            return {**value, "value": self.shown(path, name, untagged(value), depth)}
        text = self._about(path, value)
        if text is not None:
            return text
        return self._inside(path, value, depth + 1) if depth < _DEPTH else value

    def _about(self, path: str, value: object) -> Formatted | None:
        if not self.left:
            return Formatted("…")
        self.left -= 1
        given = calls.first(HOOK, str, task=self.task, name=path, value=value)
        if given is None:
            return None
        if given.value is None:
            return Formatted(f"{HIDDEN} (the plugin {given.plugin} failed)")
        return Formatted(plain(given.value))

    def _inside(self, path: str, value: Any, depth: int) -> object:
        if isinstance(value, dict):
            return {
                key: self.shown(f"{path}.{key}", key, item, depth) for key, item in value.items()
            }
        if not isinstance(value, list):
            return value
        if is_pairs(value):
            return [{**pair, "value": self._of_pair(path, pair, depth)} for pair in value]
        return [self.shown(f"{path}[{at}]", "", item, depth) for at, item in enumerate(value)]

    def _of_pair(self, path: str, pair: dict[str, Any], depth: int) -> object:
        key = str(pair["key"])
        return self.shown(f"{path}.{key}", key, pair["value"], depth)


def formatted(task: str, document: object, most: int) -> object:
    """The document with the texts of plugins in it, who are asked about `most` values."""
    if not calls.asks(HOOK):
        return document
    asking = _Asking(task=task, left=most)
    if not isinstance(document, Mapping):
        return asking.shown("arguments", "", document)
    return {name: asking.shown(str(name), str(name), value) for name, value in document.items()}
