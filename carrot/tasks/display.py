"""Arguments as people read them, whether or not they fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from carrot.tasks.nodes import INVALID, Errors
from carrot.tasks.nodes.field import EMPTY
from carrot.tasks.parameters import VARIADIC, Parameter
from carrot.tasks.spelling import shown_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One argument as people read it."""

    name: str
    value: str
    is_default: bool = False


def rows(parameters: tuple[Parameter, ...], document: Any) -> list[Row]:
    """A row for each argument, given or not, and for what is no argument of the task."""
    if not isinstance(document, Mapping):
        return [Row(name="?", value=shown_text(document))]
    found = [
        Row(name=each.name, value=_given_text(each, document[each.name]))
        if each.name in document
        else Row(name=each.name, value=_default_text(each), is_default=True)
        for each in parameters
        if each.shown or each.name in document
    ]
    known = {each.name for each in parameters}
    unknown = [name for name in document if name not in known]
    return found + [Row(name=str(name), value=shown_text(document[name])) for name in unknown]


def _given_text(parameter: Parameter, data: Any) -> str:
    value = parameter.node.decode(data, (), Errors())
    return shown_text(data if value is INVALID else value)


def _default_text(parameter: Parameter) -> str:
    if parameter.kind in VARIADIC:
        return "—"
    return _("missing") if parameter.default is EMPTY else shown_text(parameter.default)
