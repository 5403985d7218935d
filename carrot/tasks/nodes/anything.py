"""Any value, of a kind that the person who fills in the form picks."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.json_text import dump_json, faults
from carrot.tasks.nodes.base import INVALID, Errors, Node
from carrot.tasks.nodes.booleans import BoolNode, NoneNode
from carrot.tasks.nodes.containers import ListNode, inner_schema
from carrot.tasks.nodes.dates import DateNode, DateTimeNode, DurationNode, TimeNode
from carrot.tasks.nodes.json_box import JsonNode
from carrot.tasks.nodes.numbers import DecimalNode, FloatNode, IntNode
from carrot.tasks.nodes.text import TextNode, UUIDNode
from carrot.tasks.nodes.unions import TAG

TEXT, LIST, JSON = "text", "list", "json"


@dataclass(frozen=True)
class Kind:
    """One kind of value. `type` is its Python type, `offered` is not what only code makes."""

    tag: str
    title: str | Promise
    type: type[Any]
    node: Node
    offered: bool = True


_SIMPLE = (
    Kind("int", gettext_lazy("whole number"), int, IntNode()),
    Kind("float", gettext_lazy("number"), float, FloatNode()),
    Kind("bool", gettext_lazy("yes or no"), bool, BoolNode()),
)
_TEXT = TextNode()
_NONE = Kind("none", gettext_lazy("none"), type(None), NoneNode())
_MARKED = (
    Kind("date", gettext_lazy("date"), date, DateNode()),
    Kind("datetime", gettext_lazy("date and time"), datetime, DateTimeNode()),
    # These come from code, and are shown where they are.
    Kind("time", gettext_lazy("time"), time, TimeNode(), offered=False),
    Kind(
        "timedelta",
        gettext_lazy("duration"),
        timedelta,
        DurationNode(),
        offered=False,
    ),
    Kind("decimal", gettext_lazy("decimal"), Decimal, DecimalNode(), offered=False),
    Kind("uuid", gettext_lazy("UUID"), UUID, UUIDNode(), offered=False),
)
_BOX = Kind(JSON, gettext_lazy("JSON"), dict, JsonNode(word=False))


@dataclass(frozen=True)
class AnyNode(Node):
    """Any value: text, a number, yes or no, a date, none, a list, JSON, as one picks.

    What JSON has travels as it is; what it has not, a date say, with the name of its kind.
    """

    required: bool = False
    simple: bool = False
    """Only what may be in a list: the rest of JSON is one box."""

    unusual: tuple[str, ...] = ()
    """The kinds that are offered because a value is of them."""

    texts: TextNode = _TEXT

    @property
    def requirable(self) -> bool:
        return False

    def when_required(self) -> Node:
        return replace(self, required=True, texts=TextNode(marked=True, long=self.texts.long))

    def schema(self) -> dict[str, Any]:
        return {"oneOf": [_branch(kind) for kind in self._kinds if self._offers(kind)]}

    def blank(self) -> Any:
        return {TAG: TEXT, "value": ""}

    def blank_like(self, data: Any) -> Any:
        """The blank form, open on the kind of the encoded value."""
        kind = self._kind_of(data)
        if kind is None or not kind.offered or kind is _NONE:
            return self.blank()
        return {TAG: kind.tag, "value": kind.node.blank()}

    def encode(self, value: Any) -> Any:
        for kind in _MARKED:
            if type(value) is kind.type:
                return {TAG: kind.tag, "value": kind.node.encode(value)}
        for path, fault in faults(value):
            remedy = "annotate the parameter with its type"
            raise ArgumentsError({path: f"{fault}; {remedy} or give plain JSON"})
        # Through text: nothing that the caller changes later is shared, subclasses become plain.
        plain = json.loads(dump_json(value))
        return {TAG: JSON, "value": plain} if isinstance(plain, dict) and TAG in plain else plain

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if not _is_tagged(data):
            return self._natural(data, path, errors)
        kind = self._by_tag(data[TAG])
        if kind is None:
            return errors.add(path, _("Choose one of the kinds."))
        value, at = data.get("value"), (*path, "value")
        if kind is _NONE:
            return None
        if kind.tag == TEXT and self.required and value == "":
            return errors.add(at, _('This field is required. An empty text is "".'))
        if kind.node.requirable and kind.node.is_blank(value):
            return errors.add(at, _("This field is required."))
        return kind.node.decode(value, at, errors)

    def form(self, data: Any) -> Any:
        kind = self._kind_of(data) or _BOX
        if kind is _NONE:
            return {TAG: kind.tag}
        inner = data.get("value") if _is_tagged(data) else data
        return {TAG: kind.tag, "value": kind.node.form(self._spelled(kind, inner))}

    def fitting(self, data: Any) -> Node:
        kind = self._kind_of(data)
        if kind is None:
            return self
        if kind.tag == TEXT:
            texts = self.texts.fitting(data)
            return replace(self, texts=texts) if isinstance(texts, TextNode) else self
        unusual = kind.tag in self.unusual or kind.offered
        return self if unusual else replace(self, unusual=(*self.unusual, kind.tag))

    def is_blank(self, data: Any) -> bool:
        return bool(data == self.blank())

    def _spelled(self, kind: Kind, data: Any) -> Any:
        try:
            return self.texts.encode(data) if kind.tag == TEXT else data
        except ArgumentsError:  # what cannot be sent is shown all the same
            return data

    @property
    def _kinds(self) -> tuple[Kind, ...]:
        text = Kind(TEXT, gettext_lazy("text"), str, self.texts)
        if self.simple:
            return (text, *_SIMPLE, _NONE)
        items = ListNode(AnyNode(simple=True))
        return (
            *(text, *_SIMPLE, *_MARKED, _NONE),
            Kind(LIST, gettext_lazy("list"), list, items),
            _BOX,
        )

    def _offers(self, kind: Kind) -> bool:
        return kind.offered or kind.tag in self.unusual

    def _by_tag(self, tag: Any) -> Kind | None:
        return next((kind for kind in self._kinds if kind.tag == tag), None)

    def _kind_of(self, data: Any) -> Kind | None:
        """The kind of an encoded value."""
        if _is_tagged(data):
            return self._by_tag(data[TAG])
        if isinstance(data, list) and not all(map(_is_simple, data)):
            return self._by_tag(JSON)
        if isinstance(data, float | int) and not isinstance(data, bool) and _is_large(data):
            return self._by_tag(JSON)
        return next((kind for kind in self._kinds if type(data) is kind.type), None)

    def _natural(self, data: Any, path: Path, errors: Errors) -> Any:
        found = dict(faults(data))
        for place, fault in found.items():
            errors.add((*path, *place), fault)
        return INVALID if found else json.loads(dump_json(data))


def _is_simple(data: Any) -> bool:
    return data is None or (isinstance(data, str | int | float) and not _is_large(data))


def _is_large(data: Any) -> bool:
    # A number that its control cannot keep exact: the box for JSON can.
    return isinstance(data, int) and IntNode().fitting(data) != IntNode()


def _is_tagged(data: Any) -> bool:
    return isinstance(data, dict) and TAG in data and data.keys() <= {TAG, "value"}


def _branch(kind: Kind) -> dict[str, Any]:
    properties: dict[str, Any] = {TAG: {"type": "string", "const": kind.tag, "widget": "hidden"}}
    if kind is not _NONE:
        properties["value"] = {"title": _("Value"), **inner_schema(kind.node)}
    return {"type": "object", "title": str(kind.title), "properties": properties}
