"""The factory for Annotated: bounds and validators around the type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, get_args, get_origin

import annotated_types
from django.core import validators
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from carrot.tasks.nodes import listed
from carrot.tasks.nodes.base import Node
from carrot.tasks.nodes.constrained import ConstrainedNode, ValidatedNode
from carrot.tasks.nodes.context import Context
from carrot.tasks.nodes.numbers import SAFE_INTEGER, IntNode
from carrot.tasks.nodes.text import TextNode

_SENTENCES = {
    "ge": _("At least %s."),
    "gt": _("More than %s."),
    "le": _("At most %s."),
    "lt": _("Less than %s."),
    "multiple_of": _("A multiple of %s."),
    "min_length": _("Length at least %s."),
    "max_length": _("Length at most %s."),
}
_VALIDATORS: dict[type[validators.BaseValidator], str] = {
    validators.MinValueValidator: "ge",
    validators.MaxValueValidator: "le",
    validators.MinLengthValidator: "min_length",
    validators.MaxLengthValidator: "max_length",
    validators.StepValueValidator: "multiple_of",
}
_NUMBERS = ("integer", "number")


def constrained(annotation: Any, context: Context) -> Node | None:
    if get_origin(annotation) is not Annotated:
        return None
    base, *metadata = get_args(annotation)
    node = context.node(base)
    if node.fault:
        return node
    node = listed.narrowed(node, metadata)
    checks = tuple(each for each in metadata if _is_validator(each))
    if checks:
        limits = dict(pair for each in checks for pair in _limit(each))
        node = ValidatedNode(node, checks, _limits(limits))
    rules = [each for each in metadata if _is_rule(each)]
    adapter = _adapter(base, rules) if rules else None
    if adapter is None:
        return node
    bounds = dict(_bounds(rules))
    node = _exact_if_needed(node, bounds)
    return ConstrainedNode(node, _keywords(node, bounds), _limits(bounds), adapter=adapter)


def described(annotation: Any) -> str:
    """The description that Annotated carries: `Field(description=…)` or `Doc(…)`."""
    if get_origin(annotation) is not Annotated:
        return ""
    for each in get_args(annotation)[1:]:
        text = getattr(each, "documentation", None) or getattr(each, "description", None)
        if isinstance(text, str):
            return text
    return ""


def _is_rule(metadata: Any) -> bool:
    known = (annotated_types.BaseMetadata, annotated_types.GroupedMetadata, FieldInfo)
    return isinstance(metadata, known) or hasattr(metadata, "__get_pydantic_core_schema__")


def _is_validator(metadata: Any) -> bool:
    """Whether it is one of Django's validators, or of a class made after them."""
    if not callable(metadata) or isinstance(metadata, type):
        return False
    kinds = (metadata, *type(metadata).__mro__)
    return any(getattr(each, "__module__", "") == "django.core.validators" for each in kinds)


def _limit(validator: Any) -> Iterator[tuple[str, Any]]:
    for kind, name in _VALIDATORS.items():
        if isinstance(validator, kind) and not callable(validator.limit_value):
            yield name, validator.limit_value


def _adapter(base: Any, rules: list[Any]) -> TypeAdapter[Any] | None:
    try:
        return TypeAdapter(Annotated[(base, *rules)])
    except Exception:  # pydantic raises many types here, foreign metadata any
        return None if base is Any else _adapter(Any, rules)


def _bounds(rules: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for rule in rules:
        if isinstance(rule, FieldInfo):
            yield from _bounds(rule.metadata)
        elif isinstance(rule, annotated_types.GroupedMetadata):
            yield from _bounds(rule)
        else:
            for name in ("ge", "gt", "le", "lt", "multiple_of", "min_length", "max_length"):
                value = getattr(rule, name, None)
                if value is not None:
                    yield name, value


def _exact_if_needed(node: Node, bounds: dict[str, Any]) -> Node:
    large = any(isinstance(bound, int) and abs(bound) > SAFE_INTEGER for bound in bounds.values())
    return IntNode(exact=True) if large and isinstance(node, IntNode) else node


def _keywords(node: Node, bounds: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """What the browser can check by itself. The editor takes inclusive bounds only."""
    schema = node.schema()
    found: dict[str, Any] = {}
    if schema.get("type") in _NUMBERS:
        found = {"minimum": bounds.get("ge"), "maximum": bounds.get("le")}
        if schema["type"] == "integer" and isinstance(bounds.get("gt"), int):
            found["minimum"] = bounds["gt"] + 1
        if schema["type"] == "integer" and isinstance(bounds.get("lt"), int):
            found["maximum"] = bounds["lt"] - 1
    elif isinstance(node, TextNode):
        found = {"maxLength": bounds.get("max_length")}
    return tuple((key, value) for key, value in found.items() if isinstance(value, int | float))


def _limits(bounds: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        sentence % (bounds[name],)
        for name, sentence in _SENTENCES.items()
        if name in bounds and (name, bounds[name]) != ("min_length", 0)
    )
