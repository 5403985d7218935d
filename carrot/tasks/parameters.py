"""The parameters of a function, each with the node that fills it in."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from inspect import _ParameterKind
from typing import Any

import typing_extensions
from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError
from carrot.tasks.docstring_types import type_of
from carrot.tasks.docstrings import Documentation, documentation
from carrot.tasks.functions import hides_its_function, scope_of, signature_of
from carrot.tasks.injection import Injected, injection_of
from carrot.tasks.nodes import Node, node_for
from carrot.tasks.nodes.annotated import described
from carrot.tasks.nodes.anything import AnyNode
from carrot.tasks.nodes.containers import ListNode
from carrot.tasks.nodes.context import type_name
from carrot.tasks.nodes.field import EMPTY, Field, label_of
from carrot.tasks.nodes.generic import optional
from carrot.tasks.nodes.hints import hint
from carrot.tasks.nodes.inferred import InferredNode, UnfillableNode
from carrot.tasks.nodes.json_box import JsonNode
from carrot.tasks.nodes.mappings import DictNode
from carrot.tasks.nodes.omittable import omittable
from carrot.tasks.nodes.records import fields_of
from carrot.tasks.nodes.text import TextNode
from carrot.tasks.type_text import annotation_text

_UNPACKED = (typing.Unpack, typing_extensions.Unpack)
VARIADIC = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


@dataclass(frozen=True, kw_only=True)
class Parameter(Field):
    """A field with its place in the signature.

    `type` is its annotation as people write it, empty without one.
    """

    kind: _ParameterKind
    type: str = ""
    injected: Injected | None = None
    """How the worker fills it in, if it does."""

    @property
    def encoded_default(self) -> Any:
        # Nothing given is nothing there.
        return [] if self.kind in VARIADIC else super().encoded_default

    @property
    def shown(self) -> bool:
        """Whether it is in the form; what nobody can fill in is left at its default."""
        return not self.node.fault


@dataclass(frozen=True, kw_only=True)
class Signature:
    """All parameters in order. `problem` says why the function cannot be called from outside."""

    parameters: tuple[Parameter, ...] = ()
    summary: str = ""
    description: str = ""
    problem: str = ""


def parameters_of(
    function: Callable[..., Any], annotations: Mapping[str, Any] | None = None
) -> Signature:
    """Read a function's signature. Never fails: what cannot be read is a `problem` or a `note`."""
    told = documentation(function)
    try:
        raw = signature_of(function)
    except (TypeError, ValueError) as error:
        problem = _("Its signature cannot be read: %(error)s") % {"error": error}
        return Signature(summary=told.summary, description=told.description, problem=problem)
    scope = scope_of(function)
    parameters = tuple(
        _parameter(each, _annotation(each, scope, annotations or {}), told, first=not place)
        for place, each in enumerate(raw.parameters.values())
    )
    if hides_its_function(function):
        parameters = tuple(replace(each, note=_hidden()) for each in parameters)
    return Signature(
        parameters=parameters,
        summary=told.summary,
        description=told.description,
        problem=" ".join(
            f"{each.name}: {each.node.fault}"
            for each in parameters
            if each.node.fault and each.required and each.injected is None
        ),
    )


def _hidden() -> str:
    return _(
        "What the function takes cannot be seen: a decorator around it has no functools.wraps."
    )


def _annotation(raw: inspect.Parameter, scope: dict[str, Any], given: Mapping[str, Any]) -> Any:
    """The annotation with its names looked up; as text when that fails, for this one alone."""
    annotation = given.get(raw.name, raw.annotation)
    return annotation if annotation is EMPTY else hint(raw.name, annotation, scope)


def _parameter(
    raw: inspect.Parameter, annotation: Any, told: Documentation, *, first: bool
) -> Parameter:
    injected = injection_of(raw, annotation, first=first)
    if injected is not None:
        node: Node = UnfillableNode(_("The worker fills it in."))
        return Parameter(name=raw.name, kind=raw.kind, node=node, required=False, injected=injected)
    node = _node(raw, annotation, told)
    required = raw.default is EMPTY and raw.kind not in VARIADIC
    if raw.kind is inspect.Parameter.VAR_KEYWORD:
        # `**options: Unpack[Options]` are the fields of a TypedDict, some of which must be there.
        required = any(each.required for each in fields_of(node))
    note = node.note
    if raw.default is not EMPTY:
        try:
            node.encode(raw.default)
        except ArgumentsError:
            # Blank must mean "leave the default": a checkbox alone could not say so.
            node = omittable(node)
            note = f"{note} {_default_note(raw.default)}".strip()
    return Parameter(
        name=raw.name,
        kind=raw.kind,
        node=node.when_required() if required else node,
        label=label_of(raw.name),
        help=told.parameters.get(raw.name, "") or described(annotation),
        required=required,
        default=raw.default,
        note=note,
        type="" if annotation is EMPTY else annotation_text(annotation),
    )


def _node(raw: inspect.Parameter, annotation: Any, told: Documentation) -> Node:
    if raw.kind is inspect.Parameter.VAR_POSITIONAL:
        return ListNode(node_for(annotation), list, (list, tuple))
    if raw.kind is inspect.Parameter.VAR_KEYWORD:
        if typing.get_origin(annotation) in _UNPACKED:
            return node_for(typing.get_args(annotation)[0])
        return DictNode(TextNode(), node_for(annotation))
    if annotation is EMPTY and raw.default is not EMPTY:
        return _inferred(raw.default)
    if annotation is EMPTY:
        return _told(told.types.get(raw.name, ""))
    node = node_for(annotation)
    if raw.default is None:
        return optional(node, type_name(annotation))
    return node


def _told(words: str) -> Node:
    """The field for the type that the docstring names; code may still pass another one."""
    kind = type_of(words) if words else None
    if kind is None:
        return AnyNode()
    return InferredNode(node_for(kind), type_name(kind))


def _inferred(default: Any) -> Node:
    if default is None:
        return AnyNode()
    node = node_for(type(default))
    known = not isinstance(node, JsonNode) and not node.fault
    return InferredNode(node, type_name(type(default))) if known else AnyNode()


def _default_note(default: Any) -> str:
    try:
        shown = repr(default)
    except Exception:  # __repr__ of somebody's own class
        shown = type(default).__name__
    shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
    return _("Left blank, it is %(default)s.") % {"default": shown}
