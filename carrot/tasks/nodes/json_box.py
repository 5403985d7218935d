"""A box for JSON: what stands in for every type without a control of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.json_text import dump_json, faults, load_json, show_json
from carrot.tasks.nodes.base import INVALID, Errors, Node, mismatch


@dataclass(frozen=True)
class JsonNode(Node):
    """Any plain JSON value, or one of the `kinds`. `word`: what is no JSON is taken as a text.

    `reason` says to people why there is no better control.
    """

    kinds: tuple[type, ...] = ()
    word: bool = False
    large: bool = True
    reason: str = field(default="", compare=False)

    @property
    def hint(self) -> str:
        return _("A word, a number, or JSON.") if self.word else _("JSON.")

    @property
    def note(self) -> str:
        return self.reason

    def schema(self) -> dict[str, Any]:
        return {"type": "string", **({"widget": "textarea"} if self.large else {})}

    def encode(self, value: Any) -> Any:
        for path, fault in faults(value):
            remedy = "annotate the parameter with its type"
            raise ArgumentsError({path: f"{fault}; {remedy} or give plain JSON"})
        if self.kinds and not isinstance(value, self.kinds):
            raise mismatch(self._expected, value)
        # Through text: nothing that the caller changes later is shared, subclasses become plain.
        return self._spelled(json.loads(dump_json(value)))

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if not isinstance(data, str):
            return self._copied(data, path, errors)
        try:
            value = load_json(data)
        except ArgumentsError as error:
            if self._is_word(data, error):
                return self._checked_text(data, path, errors)
            # The place inside the text is part of the message: the form has no field for it.
            return errors.add(path, _("Enter JSON.") if not data.strip() else str(error))
        return self._checked(value, path, errors)

    def form(self, data: Any) -> Any:
        if isinstance(data, str):
            return data
        return show_json(data, indent=2 if isinstance(data, dict | list) and data else None)

    def fitting(self, data: Any) -> Node:
        large = (isinstance(data, dict | list) and data) or "\n" in str(data)
        return replace(self, large=True) if large else self

    def is_blank(self, data: Any) -> bool:
        return isinstance(data, str) and not data.strip()

    @property
    def _expected(self) -> str:
        return " or ".join(kind.__name__ for kind in self.kinds)

    def _spelled(self, value: Any) -> Any:
        """The value as it travels: a text that would be read as something else in quotes."""
        if not isinstance(value, str) or self.decode(value, (), Errors()) == value:
            return value
        return dump_json(value)

    def _is_word(self, text: str, error: ArgumentsError) -> bool:
        # NaN, 1e400 and too much depth are refused; only what is no JSON at all is a word.
        unreadable = isinstance(error.__cause__, ValueError)
        return self.word and unreadable and not text.lstrip().startswith(("{", "[", '"'))

    def _copied(self, data: Any, path: Path, errors: Errors) -> Any:
        found = dict(faults(data))
        for place, fault in found.items():
            errors.add((*path, *place), fault)
        return INVALID if found else self._checked(json.loads(dump_json(data)), path, errors)

    def _checked_text(self, text: str, path: Path, errors: Errors) -> Any:
        for _place, fault in faults(text):
            return errors.add(path, fault)
        return self._checked(text, path, errors)

    def _checked(self, value: Any, path: Path, errors: Errors) -> Any:
        if self.kinds and not isinstance(value, self.kinds):
            return errors.add(path, _("Enter JSON: %(kind)s.") % {"kind": self._expected})
        return value
