"""bool and None."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from carrot.exceptions import Path
from carrot.tasks.nodes.base import Errors, Node, mismatch

_TEXTS = {"true": True, "false": False}


@dataclass(frozen=True)
class BoolNode(Node):
    @property
    def requirable(self) -> bool:
        # A required checkbox is one that must be ticked: False could not be submitted.
        return False

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def blank(self) -> Any:
        return False

    def encode(self, value: Any) -> Any:
        if not isinstance(value, bool):
            raise mismatch("a bool", value)
        return value

    def when_optional(self) -> Node:
        return ExplicitBoolNode()

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if isinstance(data, bool):
            return data
        if data is None or data == "":
            return False
        if isinstance(data, str) and data in _TEXTS:
            return _TEXTS[data]
        return errors.add(path, _("Enter true or false."))

    def form(self, data: Any) -> Any:
        return self.decode(data, (), Errors()) is True


@dataclass(frozen=True)
class ExplicitBoolNode(BoolNode):
    """A bool with a third state: a list to choose from, blank at first."""

    @property
    def requirable(self) -> bool:
        return True

    def schema(self) -> dict[str, Any]:
        choices = [
            {"title": "—", "value": ""},
            {"title": _("Yes"), "value": "true"},
            {"title": _("No"), "value": "false"},
        ]
        return {"type": "string", "choices": choices}

    def blank(self) -> Any:
        return ""

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if self.is_blank(data):
            return errors.add(path, _("Choose yes or no."))
        return super().decode(data, path, errors)

    def form(self, data: Any) -> Any:
        value = self.decode(data, (), Errors())
        return {True: "true", False: "false"}.get(value, "")


@dataclass(frozen=True)
class NoneNode(Node):
    @property
    def requirable(self) -> bool:
        return False

    @property
    def hint(self) -> str:
        return _("Always None.")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "readonly": True, "placeholder": "None"}

    def encode(self, value: Any) -> Any:
        if value is not None:
            raise mismatch("None", value)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if not self.is_blank(data):
            return errors.add(path, _("Only None is possible here."))
        return None
