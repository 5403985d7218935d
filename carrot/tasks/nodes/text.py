"""str and UUID."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.json_text import text_fault
from carrot.tasks.nodes.base import Errors, Node, mismatch

LONG = 80


@dataclass(frozen=True)
class TextNode(Node):
    """Text. Where a blank field means something else, `marked`, two quotes are the empty text.

    To stay unambiguous a marked text of nothing but quotes travels between two more of them.
    """

    marked: bool = False
    long: bool = False

    def schema(self) -> dict[str, Any]:
        return {"type": "string", **({"widget": "textarea"} if self.long else {})}

    @property
    def requirable(self) -> bool:
        return self.marked

    def encode(self, value: Any) -> Any:
        if not isinstance(value, str):
            raise mismatch("a str", value)
        fault = text_fault(value)
        if fault:
            raise ArgumentsError(fault)
        return f'"{value}"' if self.marked and _only_quotes(value) else str.__str__(value)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if not isinstance(data, str):
            return errors.add(path, _("Enter a text."))
        fault = text_fault(data)
        if fault:
            return errors.add(path, fault)
        return data[1:-1] if self.marked and len(data) > 1 and _only_quotes(data) else data

    def when_required(self) -> Node:
        return replace(self, marked=True)

    def when_optional(self) -> Node:
        return replace(self, marked=True)

    def fitting(self, data: Any) -> Node:
        long = isinstance(data, str) and (len(data) > LONG or "\n" in data)
        return replace(self, long=self.long or long)


@dataclass(frozen=True)
class UUIDNode(Node):
    def schema(self) -> dict[str, Any]:
        return {"type": "string", "placeholder": "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"}

    def encode(self, value: Any) -> Any:
        if not isinstance(value, UUID):
            raise mismatch("a uuid.UUID", value)
        return str(value)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        try:
            return UUID(data.strip())
        except (AttributeError, ValueError):
            return errors.add(path, _("Enter a UUID: 32 digits from 0 to 9 and a to f."))


def _only_quotes(text: str) -> bool:
    return not text.strip('"')
