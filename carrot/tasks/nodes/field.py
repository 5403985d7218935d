"""One named value in a form, a parameter or a field of a record, with what it is when left out."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.json_text import dump_json
from carrot.tasks.nodes.base import INVALID, Errors, Node

EMPTY: Final = inspect.Parameter.empty
"""Nothing: no default, no value given."""

_TYPED = ("string", "integer", "number")
"""The types of controls that one can empty."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """What people see of it, and how its values travel.

    One that is not `required` may be left out. `default` is what that means, EMPTY if it is not
    known here; `note` says why its control is no better, or what is unusual about its default.
    """

    name: str
    node: Node
    label: str = ""
    help: str = ""
    required: bool = True
    default: Any = EMPTY
    note: str = ""

    @property
    def encoded_default(self) -> Any:
        """The default as it would travel, or EMPTY."""
        if self.default is EMPTY:
            return EMPTY
        try:
            return self.node.encode(self.default)
        except ArgumentsError:
            return EMPTY

    def schema(self, data: Any = EMPTY) -> dict[str, Any]:
        """A fresh schema; its control can show the encoded value, else the default."""
        data = self.encoded_default if data is EMPTY else data
        node = self.node if data is EMPTY else self.node.fitting(data)
        schema = {**node.schema(), "title": self.label}
        text = _sentences(self.help, node.hint, self.note)
        if text:
            _explain(schema, text)
        if self.required and node.requirable:
            schema["required"] = True
        default = EMPTY if self.required else self.encoded_default
        if default is not EMPTY and node.requirable and schema.get("type") in _TYPED:
            # Emptied, the field means the default: it says which that is.
            schema.setdefault("placeholder", str(node.fitting(default).form(default)))
        return schema

    def form(self, data: Any = EMPTY) -> Any:
        """What the control shows: the encoded value, else the default, else blank."""
        data = self.encoded_default if data is EMPTY else data
        return self.node.blank() if data is EMPTY else self.node.fitting(data).form(data)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        """The Python value, INVALID, or EMPTY when the data says to leave it out."""
        if data is EMPTY and not self.required:
            return EMPTY
        blank = data is EMPTY or self.node.is_blank(data)
        if self.required and (data is EMPTY or (blank and self.node.requirable)):
            return errors.add(path, _("This field is required."))
        if blank and not self.required and (self._opaque or self.node.requirable):
            return EMPTY
        before = len(errors)
        value = self.node.decode(data, path, errors)
        return INVALID if len(errors) > before else value

    def encode(self, value: Any) -> Any:
        """The value as it travels, EMPTY when that says no more than the default.

        Raises `ArgumentsError` when it is not of the type.
        """
        encoded, default = self.node.encode(value), self.encoded_default
        # What looks the same in the form is the same: one moment may have several offsets.
        same = default is not EMPTY and self._look(encoded) == self._look(default)
        return EMPTY if same and not self.required else encoded

    def submitted(self, data: Any, path: Path, errors: Errors) -> Any:
        """The encoded value of what a form submits, or EMPTY; what is wrong is in `errors`."""
        value = self.decode(data, path, errors)
        if value is EMPTY or value is INVALID:
            return EMPTY
        try:
            return self.encode(value)
        except ArgumentsError as error:
            for place, fault in error.errors.items():
                errors.add((*path, *place), fault)
            return EMPTY

    @property
    def _opaque(self) -> bool:
        return self.encoded_default is EMPTY

    def _look(self, data: Any) -> str:
        return dump_json(self.node.fitting(data).form(data))


def label_of(name: str) -> str:
    """A name as people read it."""
    words = name.replace("_", " ").strip() or name
    return words[:1].upper() + words[1:]


def _sentences(*texts: str) -> str:
    ended = (text if text.endswith((".", "!", "?")) else f"{text}." for text in texts if text)
    return " ".join(ended)


def _explain(schema: dict[str, Any], text: str) -> None:
    """Put the text where the editor shows it: each of its keys works for some types only."""
    if "oneOf" in schema:
        for branch in schema["oneOf"]:
            branch["description"] = text
    elif schema.get("type") in ("array", "object"):
        schema["description"] = text
    else:
        schema["helpText"] = text
