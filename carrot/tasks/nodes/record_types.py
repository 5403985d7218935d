"""Factories for records: classes with named fields, and tuples of a fixed length."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_args, get_origin

import typing_extensions
from django.utils.translation import gettext as _

from carrot.tasks.nodes.annotated import described
from carrot.tasks.nodes.base import Node
from carrot.tasks.nodes.context import Context, type_name
from carrot.tasks.nodes.field import EMPTY, Field, label_of
from carrot.tasks.nodes.inferred import UnfillableNode
from carrot.tasks.nodes.keys import safe_keys
from carrot.tasks.nodes.omittable import OmittableNode, omittable
from carrot.tasks.nodes.record_kinds import Member, read_record
from carrot.tasks.nodes.records import (
    Maker,
    RecordNode,
    ReferenceNode,
    not_of,
)
from carrot.tasks.nodes.type_variables import TypeVariables, class_of


@dataclass(eq=False)
class Building:
    """A record that is being read: it may contain itself."""

    annotation: Any
    node: Node = field(default_factory=lambda: UnfillableNode(_("It contains itself.")))
    used: bool = False

    @property
    def name(self) -> str:
        plain = isinstance(self.annotation, type)  # Box[int] is none, and has Box's names
        written = self.annotation.__qualname__ if plain else type_name(self.annotation)
        return re.sub(r"\W+", "_", f"{self.annotation.__module__}.{written}")

    def finished(self) -> Node:
        return self.node


def record(annotation: Any, context: Context) -> Node | None:
    """The node of a class with named fields."""
    kind: Any = class_of(annotation)
    if kind is None:
        return None
    for each in context.inside:
        if isinstance(each, Building) and each.annotation == annotation:
            each.used = True
            return ReferenceNode(each.name, each.finished)
    found = read_record(kind)
    if found is None:
        return None
    members, maker = found
    variables = TypeVariables(annotation)
    meant = (
        replace(each, annotation=variables.filled(each.name, each.annotation)) for each in members
    )
    return _node(annotation, meant, maker, context)


def fixed_tuple(annotation: Any, context: Context) -> Node | None:
    """The node of `tuple[A, B]`: a record whose fields are numbered."""
    kinds = get_args(annotation)
    plain = any(each is Ellipsis or _is_unpacked(each) for each in kinds)
    if get_origin(annotation) is not tuple or plain or not kinds:
        return None
    members = [
        Member(name=str(number), annotation=each, label=f"{number + 1}. {type_name(each)}")
        for number, each in enumerate(kinds)
    ]

    def read(value: Any) -> Mapping[str, Any]:
        if type(value) is not tuple or len(value) != len(kinds):
            raise not_of(type_name(annotation), value)
        return {str(number): each for number, each in enumerate(value)}

    maker = Maker(name=type_name(annotation), read=read, make=lambda values: tuple(values.values()))
    return RecordNode(maker, tuple((each.name, _field(each, context)) for each in members))


def _is_unpacked(annotation: Any) -> bool:
    return bool(getattr(annotation, "__unpacked__", False)) or get_origin(annotation) in (
        typing.Unpack,
        typing_extensions.Unpack,
    )


def _node(annotation: Any, members: Iterable[Member], maker: Maker, context: Context) -> Node:
    building = Building(annotation)
    within = context.within(building)
    made = [_field(each, within) for each in members]
    # What nobody can fill in is left out, if it may be.
    shown = [each for each in made if each.required or not each.node.fault]
    keys = safe_keys(each.name for each in shown)
    building.node = node = RecordNode(
        maker,
        tuple((keys[each.name], each) for each in shown),
        building.name if building.used else "",
    )
    return node


def _field(member: Member, context: Context) -> Field:
    node = context.node(member.annotation)
    if member.required and isinstance(node, ReferenceNode):
        reason = _("A %(type)s inside itself has no end.") % {"type": type_name(member.annotation)}
        node = UnfillableNode(reason)
    note = node.note
    bare = Field(name=member.name, node=node, required=member.required, default=member.default)
    if member.required:
        node = node.when_required()
    elif isinstance(node, ReferenceNode):
        node = OmittableNode(node)
    elif bare.encoded_default is EMPTY and not node.fault:
        node = omittable(node)
    return Field(
        name=member.name,
        node=node,
        label=member.label or label_of(member.name),
        help=member.help or described(member.annotation),
        required=member.required,
        default=member.default,
        note=note,
    )
