"""Flag: any of several names at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag
from typing import Any

from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.nodes.base import INVALID, Errors, Node, mismatch


@dataclass(frozen=True)
class FlagNode(Node):
    """Any number of the names of a Flag, ticked; none of them is the flag of nothing."""

    kind: type[Flag]

    @property
    def requirable(self) -> bool:
        return False

    def schema(self) -> dict[str, Any]:
        choices = [{"title": name, "value": name} for name in self._names]
        items = {"type": "string", "choices": choices, "widget": "multiselect"}
        return {"type": "array", "items": items, "maxItems": len(choices)}

    def blank(self) -> Any:
        return []

    def encode(self, value: Any) -> Any:
        if type(value) is not self.kind:
            raise mismatch(f"a {self.kind.__name__}", value)
        names = [name for name, each in self._names.items() if each in value and each.value]
        if self._joined(names) != value:
            raise ArgumentsError(f"Takes a {self.kind.__name__} that its names make up")
        return names

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if not isinstance(data, list):
            return errors.add(path, _("Give a list of names."))
        before = len(errors)
        for place, name in enumerate(data):
            if not isinstance(name, str) or name not in self.kind.__members__:
                errors.add((*path, place), _("Choose one of the list."))
            elif name in data[:place]:
                errors.add((*path, place), _("This is in the list already."))
        return INVALID if len(errors) > before else self._joined(data)

    def form(self, data: Any) -> Any:
        names = data if isinstance(data, list) else []
        return [name for name in names if isinstance(name, str) and name in self._names]

    def is_blank(self, data: Any) -> bool:
        return data is None or data == []

    @property
    def _names(self) -> dict[str, Flag]:
        """The members of one bit, and those that no others make up."""
        return {member.name: member for member in self.kind if member.name}

    def _joined(self, names: list[str]) -> Flag:
        joined = self.kind(0)
        for name in names:
            joined |= self.kind[name]
        return joined
