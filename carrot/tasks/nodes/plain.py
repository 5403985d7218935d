"""Factories for classes: the scalars, enums, and everything that has no node of its own."""

from __future__ import annotations

import inspect
from collections.abc import Generator, Hashable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, Flag
from typing import Any, LiteralString, get_origin
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import (
    AwareDatetime,
    FutureDate,
    FutureDatetime,
    NaiveDatetime,
    PastDate,
    PastDatetime,
    SecretBytes,
    SecretStr,
    TypeAdapter,
)

from carrot.tasks.nodes.anything import AnyNode
from carrot.tasks.nodes.base import Node
from carrot.tasks.nodes.booleans import BoolNode, NoneNode
from carrot.tasks.nodes.choices import EnumNode
from carrot.tasks.nodes.constrained import ConstrainedNode
from carrot.tasks.nodes.context import Context, type_name
from carrot.tasks.nodes.dates import DateNode, DateTimeNode, DurationNode, TimeNode
from carrot.tasks.nodes.flags import FlagNode
from carrot.tasks.nodes.inferred import UnfillableNode
from carrot.tasks.nodes.json_box import JsonNode
from carrot.tasks.nodes.json_typed import typed_json
from carrot.tasks.nodes.numbers import DecimalNode, FloatNode, IntNode
from carrot.tasks.nodes.secrets import SecretNode
from carrot.tasks.nodes.text import TextNode, UUIDNode


def _limited(node: Node, kind: Any, limit: str | Promise) -> Node:
    """The node, with a check of pydantic's whose sentence stands beside the field."""
    return ConstrainedNode(node, limits=(limit,), adapter=TypeAdapter(kind))


_SCALARS: dict[Any, Node] = {
    int: IntNode(),
    float: FloatNode(),
    bool: BoolNode(),
    str: TextNode(),
    LiteralString: TextNode(),
    None: NoneNode(),
    type(None): NoneNode(),
    date: DateNode(),
    time: TimeNode(),
    datetime: DateTimeNode(),
    timedelta: DurationNode(),
    Decimal: DecimalNode(),
    UUID: UUIDNode(),
    AwareDatetime: DateTimeNode(zone="aware"),
    NaiveDatetime: DateTimeNode(zone="naive"),
    PastDate: _limited(DateNode(), PastDate, gettext_lazy("Before today.")),
    FutureDate: _limited(DateNode(), FutureDate, gettext_lazy("After today.")),
    PastDatetime: _limited(DateTimeNode(), PastDatetime, gettext_lazy("In the past.")),
    FutureDatetime: _limited(DateTimeNode(), FutureDatetime, gettext_lazy("In the future.")),
    SecretStr: SecretNode(SecretStr),
    SecretBytes: SecretNode(SecretBytes),
}
_ANYTHING = (Any, object, Hashable, inspect.Parameter.empty)


def scalar(annotation: Any, context: Context) -> Node | None:
    try:
        return _SCALARS.get(annotation)
    except TypeError:  # an annotation need not be hashable
        return None


def enum(annotation: Any, context: Context) -> Node | None:
    if not isinstance(annotation, type) or not issubclass(annotation, Enum):
        return None
    if not len(annotation):
        return None
    return FlagNode(annotation) if issubclass(annotation, Flag) else EnumNode(annotation)


def anything(annotation: Any, context: Context) -> Node | None:
    if any(annotation is each for each in _ANYTHING):
        return AnyNode()
    return None


def fallback(annotation: Any, context: Context) -> Node:
    """Whatever pydantic reads from JSON gets a JSON box; what it does not, nobody can fill in."""
    name = type_name(annotation)
    reason = _("There is no field for %(type)s yet.") % {"type": name}
    lazy = get_origin(annotation) or annotation
    if not any(lazy is each for each in (Iterator, Generator, type)):
        box = typed_json(annotation, name, reason)
        if box is not None:
            return box
    if isinstance(annotation, type) and issubclass(annotation, dict):  # a TypedDict
        return JsonNode(kinds=(dict,), reason=reason)
    remedy = _(
        "A %(type)s cannot be filled in, nor sent in a message; have the worker give it "
        "(carrot.Injected), or a plugin serve it (register_argument_types)."
    )
    return UnfillableNode(remedy % {"type": name})
