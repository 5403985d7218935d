"""One parameter as a field of the form: its schema, what it shows, what it submits."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError
from carrot.tasks.json_text import dump_json
from carrot.tasks.nodes import INVALID, Errors, Node
from carrot.tasks.parameters import EMPTY, VARIADIC, Parameter

_TYPED = ("string", "integer", "number")
"""The types of controls that one can empty."""


def field_schema(parameter: Parameter, data: Any) -> dict[str, Any]:
    """The field's schema; its control can show the encoded value, else the default."""
    if data is EMPTY:
        data = encoded_default(parameter)
    node = parameter.node if data is EMPTY else parameter.node.fitting(data)
    schema = {**node.schema(), "title": parameter.label}
    texts = (parameter.help, node.hint, parameter.note)
    help_text = " ".join(
        text if text.endswith((".", "!", "?")) else f"{text}." for text in texts if text
    )
    if help_text:
        _explain(schema, help_text)
    if parameter.required and node.requirable:
        schema["required"] = True
    default = EMPTY if parameter.required else encoded_default(parameter)
    if default is not EMPTY and node.requirable and schema.get("type") in _TYPED:
        # Emptied, the field means the default: it says which that is.
        schema.setdefault("placeholder", str(node.fitting(default).form(default)))
    return schema


def _explain(schema: dict[str, Any], text: str) -> None:
    """Put the text where the editor shows it: each of its keys works for some types only."""
    if "oneOf" in schema:
        for branch in schema["oneOf"]:
            branch["description"] = text
    elif schema["type"] == "array":
        schema["description"] = text
    else:
        schema["helpText"] = text


def form_value(parameter: Parameter, data: Any) -> Any:
    """What the field shows: the encoded value, else the default, else blank."""
    node = parameter.node
    if data is EMPTY:
        data = encoded_default(parameter)
    return node.blank() if data is EMPTY else node.fitting(data).form(data)


def submitted(parameter: Parameter, key: str, data: Any, errors: Errors) -> Any:
    """The encoded value of one field, or EMPTY when it says no more than the default."""
    node, default = parameter.node, encoded_default(parameter)
    if data is EMPTY and not parameter.required:
        return EMPTY
    blank = data is not EMPTY and node.is_blank(data)
    if parameter.required and (data is EMPTY or (blank and node.requirable)):
        errors.add((key,), _("This field is required."))
        return EMPTY
    if blank and not parameter.required and (default is EMPTY or node.requirable):
        return EMPTY
    before = len(errors)
    value = node.decode(data, (key,), errors)
    if value is INVALID or len(errors) > before:
        return EMPTY
    try:
        encoded = node.encode(value)
    except ArgumentsError as error:
        for path, fault in error.errors.items():
            errors.add((key, *path), fault)
        return EMPTY
    # What looks the same in the form is the same: one moment may have several offsets.
    same = default is not EMPTY and _look(node, encoded) == _look(node, default)
    return EMPTY if same else encoded


def _look(node: Node, data: Any) -> str:
    return dump_json(node.fitting(data).form(data))


def encoded_default(parameter: Parameter) -> Any:
    """The default as it would travel, or EMPTY."""
    if parameter.kind in VARIADIC:
        return []
    if parameter.default is EMPTY:
        return EMPTY
    try:
        return parameter.node.encode(parameter.default)
    except ArgumentsError:
        return EMPTY
