"""Factories for what typing builds: aliases, Literal, unions, collections."""

from __future__ import annotations

import collections
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Mapping,
    MutableMapping,
    MutableSequence,
    MutableSet,
    Sequence,
    Set,
)
from functools import partial
from types import UnionType
from typing import (
    Any,
    ForwardRef,
    Literal,
    NewType,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

from django.utils.translation import gettext as _

from carrot.tasks.nodes.anything import AnyNode
from carrot.tasks.nodes.base import Node
from carrot.tasks.nodes.booleans import NoneNode
from carrot.tasks.nodes.choices import LiteralNode
from carrot.tasks.nodes.containers import ListNode
from carrot.tasks.nodes.context import Context, type_name
from carrot.tasks.nodes.json_box import JsonNode
from carrot.tasks.nodes.mappings import DictNode
from carrot.tasks.nodes.unions import OptionalNode, UnionNode

_SEQUENCES: dict[Any, tuple[Callable[[Iterable[Any]], Any], tuple[type, ...], bool]] = {
    list: (list, (list,), False),
    tuple: (tuple, (tuple,), False),
    Sequence: (list, (list, tuple), False),
    MutableSequence: (list, (list,), False),
    Collection: (list, (list, tuple, set, frozenset), False),
    Iterable: (list, (list, tuple, set, frozenset), False),
    set: (set, (set,), True),
    frozenset: (frozenset, (frozenset,), True),
    Set: (set, (set, frozenset), True),
    MutableSet: (set, (set,), True),
    collections.deque: (collections.deque, (collections.deque,), False),
}
_MAPPINGS = (dict, Mapping, MutableMapping)


def alias(annotation: Any, context: Context) -> Node | None:
    """NewType, `type X = …` and type variables stand for another type."""
    if isinstance(annotation, NewType):
        return context.node(annotation.__supertype__)
    if isinstance(annotation, TypeVar):
        if annotation.__constraints__:
            return context.node(Union[annotation.__constraints__])  # noqa: UP007
        return context.node(annotation.__bound__ or Any)
    if type(annotation).__name__ == "TypeAliasType":
        if annotation in context.inside:
            reason = _("%(type)s contains itself.") % {"type": annotation}
            return JsonNode(word=True, reason=reason)
        return context.within(annotation).node(annotation.__value__)
    return None


def unresolved(annotation: Any, context: Context) -> Node | None:
    if not isinstance(annotation, str | ForwardRef):
        return None
    text = getattr(annotation, "__forward_arg__", annotation)
    reason = _("The annotation %(text)s cannot be resolved.") % {"text": text}
    return JsonNode(word=True, reason=reason)


def literal(annotation: Any, context: Context) -> Node | None:
    values = get_args(annotation) if get_origin(annotation) is Literal else ()
    return LiteralNode(values) if values else None


def union(annotation: Any, context: Context) -> Node | None:
    if get_origin(annotation) not in (Union, UnionType):
        return None
    members = get_args(annotation)
    others = [member for member in members if member is not type(None)]
    nullable = len(others) < len(members)
    if nullable and len(others) == 1:
        return optional(context.node(others[0]), type_name(others[0]))
    branches = [(type_name(member), context.node(member)) for member in others]
    branches = [("None", NoneNode()), *branches] if nullable else branches
    return UnionNode(_distinct(branches))


def optional(node: Node, name: str) -> Node:
    """The node for a type or None."""
    if isinstance(node, OptionalNode | NoneNode) or (isinstance(node, UnionNode) and node.nullable):
        return node
    asking = node.when_optional()
    if asking.requirable:
        return OptionalNode(asking)
    return UnionNode((("None", NoneNode()), (name, node)))


def collection(annotation: Any, context: Context) -> Node | None:
    """The node of `list[T]`; `list` alone, or `List`, is a list of anything."""
    origin, arguments = get_origin(annotation) or annotation, get_args(annotation) or (Any,)
    if origin is tuple:
        if annotation == tuple[()] or (get_args(annotation) and arguments[1:] != (Ellipsis,)):
            return None
        arguments = arguments[:1]
    for kind, how in _SEQUENCES.items():
        if origin is kind:
            return ListNode(context.node(arguments[0]), *how)
    return None


def mapping(annotation: Any, context: Context) -> Node | None:
    """The node of `dict[K, V]`; `dict` alone says neither its keys nor what they lead to."""
    origin, arguments = get_origin(annotation) or annotation, get_args(annotation) or (str, Any)
    if not any(origin is kind for kind in _MAPPINGS):
        return None
    key, value = (context.node(argument) for argument in arguments)
    if isinstance(value, JsonNode | AnyNode) and arguments[0] is str:
        reason = _("%(type)s does not say what is in it.") % {"type": type_name(annotation)}
        return JsonNode(kinds=(dict,), reason=reason)
    return DictNode(key, value)


def counted(annotation: Any, context: Context) -> Node | None:
    """dict's relatives: Counter, OrderedDict and defaultdict, each with what it is made with."""
    origin, arguments = get_origin(annotation) or annotation, get_args(annotation)
    if origin is collections.Counter:
        key, value = context.node((*arguments, Any)[0]), context.node(int)
        return DictNode(key, value, collections.Counter, collections.Counter)
    if len(arguments) != 2:
        return None
    if origin is collections.OrderedDict:
        key, value = (context.node(each) for each in arguments)
        return DictNode(key, value, collections.OrderedDict, collections.OrderedDict)
    if origin is collections.defaultdict:
        make = get_origin(arguments[1]) or arguments[1]
        if not isinstance(make, type):
            return None
        key, value = (context.node(each) for each in arguments)
        return DictNode(key, value, collections.defaultdict, partial(collections.defaultdict, make))
    return None


def _distinct(branches: list[tuple[str, Node]]) -> tuple[tuple[str, Node], ...]:
    """Branches with a tag of their own each: two classes of one name are told apart."""
    seen: collections.Counter[str] = collections.Counter()
    result = []
    for name, node in branches:
        seen[name] += 1
        result.append((name if seen[name] == 1 else f"{name} ({seen[name]})", node))
    return tuple(result)
