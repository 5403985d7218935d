"""Rows of the project's database: instances of models, which travel by their primary keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.json_text import text_fault
from carrot.tasks.nodes.base import INVALID, Errors, Node, inside, mismatch
from carrot.tasks.nodes.context import Context
from carrot.tasks.nodes.inferred import UnfillableNode
from carrot.tasks.nodes.numbers import DecimalNode, IntNode
from carrot.tasks.nodes.reading import Reading, Reference
from carrot.tasks.nodes.text import TextNode, UUIDNode

_KEYS: dict[type[models.Field[Any, Any]], Node] = {
    models.IntegerField: IntNode(),
    models.UUIDField: UUIDNode(),
    models.CharField: TextNode(marked=True),
    models.DecimalField: DecimalNode(),
}

_BEYOND = 2**63
"""What the largest of Django's columns for whole numbers does not hold any more."""


class Offer(Protocol):
    """Which rows may be chosen; its name tells it from others for the same model."""

    @property
    def name(self) -> str: ...

    def rows(self, kind: type[models.Model]) -> models.QuerySet[Any]: ...


@dataclass(frozen=True)
class ModelNode(Node):
    """A row, searched by its label and stored as its primary key.

    It is loaded when the task is called, all rows of one model with one query.
    """

    model: type[models.Model]
    key: Node
    choices: Offer | None = field(default=None, compare=False)

    @property
    def structure(self) -> Any:
        return self.model._meta.label_lower

    @property
    def handler(self) -> str:
        """What the browser asks for rows by: the model, and which of its rows are offered."""
        label: str = self.model._meta.label_lower
        return f"{label}~{self.choices.name}" if self.choices else label

    def within(self, choices: Offer) -> ModelNode:
        """The node of the rows that may be chosen."""
        return replace(self, choices=choices)

    def schema(self) -> dict[str, Any]:
        words = {"rows": str(self.model._meta.verbose_name_plural)}
        # `handler` is read by the script that makes a search of the control.
        return {
            "type": "string",
            "handler": self.handler,
            "placeholder": _("Search %(rows)s") % words,
        }

    def encode(self, value: Any) -> Any:
        if isinstance(value, Reference) and value.model is self.model:
            return self.key.encode(value.pk)
        if not isinstance(value, self.model):
            raise mismatch(f"a {self.model.__name__}", value)
        if value.pk is None or value._state.adding:
            name = self.model.__name__
            raise ArgumentsError(f"Takes a {name} that is saved; this one has no row yet")
        return self.key.encode(value.pk)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        pk = self.key.decode(data, path, errors.fresh())
        if pk is INVALID or not may_be_a_key(self.model, pk):
            words = {"row": str(self.model._meta.verbose_name)}
            return errors.add(path, _("Choose a %(row)s, or give its primary key.") % words)
        reference = Reference(self.model, pk)
        errors.references.append((path, reference))
        if self.choices is not None:
            errors.narrowed.append((path, self.choices, reference))
        return errors.reading.found.get(reference, reference)

    def form(self, data: Any) -> Any:
        return "" if data is None else str(self.key.form(data))


def model(annotation: Any, context: Context) -> Node | None:
    """The node of a model."""
    if not isinstance(annotation, type) or not issubclass(annotation, models.Model):
        return None
    if annotation._meta.abstract:
        words = {"type": annotation.__name__}
        return UnfillableNode(_("%(type)s is abstract: there are no rows of it.") % words)
    key = _key_of(annotation)
    if key is None:
        words = {"type": annotation.__name__}
        return UnfillableNode(_("The primary key of %(type)s cannot be sent.") % words)
    return ModelNode(annotation, key)


def may_be_a_key(kind: type[models.Model], pk: Any) -> bool:
    """Whether there may be such a row: a driver raises when it is asked for what no column holds.

    `pk` is of the type of the keys.
    """
    if isinstance(pk, int):
        return -_BEYOND <= pk < _BEYOND
    if isinstance(pk, str):
        return not text_fault(pk)
    if isinstance(pk, Decimal):
        try:
            _key_field(kind).run_validators(pk)
        except ValidationError:
            return False
    return True


def _key_of(kind: type[models.Model]) -> Node | None:
    field = _key_field(kind)
    return next((node for each, node in _KEYS.items() if isinstance(field, each)), None)


def _key_field(kind: type[models.Model]) -> models.Field[Any, Any]:
    field = kind._meta.pk
    while isinstance(field, models.ForeignKey):  # a child of a model has its parent's key
        field = field.target_field
    return field


def models_in(nodes: Iterable[Node]) -> Iterator[ModelNode]:
    """The nodes of models among the nodes and those inside them."""
    for node in nodes:
        for each in inside(node):
            if isinstance(each, ModelNode):
                yield each


def load(errors: Errors) -> dict[Reference, models.Model]:
    """The rows that were met while decoding; in `errors` is what is not there."""
    found: dict[Reference, models.Model] = {}
    for kind, pks in _by_model(errors).items():
        rows = kind._default_manager.in_bulk(pks)
        found.update({Reference(kind, pk): row for pk, row in rows.items()})
    _add_missing(errors, found)
    check_offers(errors)
    return found


def check(errors: Errors, reading: Reading) -> None:
    """Refuse the rows that are not there, or that the person may not see."""
    if reading.may_view is None:
        return
    known: set[Reference] = set()
    for kind, pks in _by_model(errors).items():
        if reading.may_view(kind):
            there = kind._default_manager.filter(pk__in=pks).values_list("pk", flat=True)
            known.update(Reference(kind, pk) for pk in there)
    for path, reference in errors.references:
        if not reading.may_view(reference.model):
            words = {"rows": str(reference.model._meta.verbose_name_plural)}
            errors.add(path, _("You may not see %(rows)s, so you cannot choose one.") % words)
    _add_missing(errors, known)
    check_offers(errors)


def check_offers(errors: Errors) -> None:
    """Refuse the rows that are there, but not among those that may be chosen."""
    asked: defaultdict[int, list[tuple[Path, Offer, Reference]]] = defaultdict(list)
    for each in errors.narrowed:
        asked[id(each[1])].append(each)
    for group in asked.values():
        offered, fault = _offered(group)
        for path, _offer, reference in group:
            words = {"row": str(reference.model._meta.verbose_name), "pk": reference.pk}
            if fault:
                errors.add(path, fault)
            elif reference.pk not in offered:
                errors.add(path, _("%(row)s %(pk)s is not one of those to choose from.") % words)


def _offered(group: list[tuple[Path, Offer, Reference]]) -> tuple[set[Any], str]:
    """The keys of the group that may be chosen, or why that is not known."""
    _path, offer, first = group[0]
    try:
        rows = offer.rows(first.model).filter(pk__in=[each.pk for _, _, each in group])
        return set(rows.values_list("pk", flat=True)), ""
    except Exception as error:  # the project's own function
        words = {"fault": f"{type(error).__name__}: {error}"[:200]}
        return set(), _("What may be chosen cannot be had: %(fault)s.") % words


def _by_model(errors: Errors) -> dict[type[models.Model], list[Any]]:
    found: defaultdict[type[models.Model], list[Any]] = defaultdict(list)
    for _path, reference in errors.references:
        found[reference.model].append(reference.pk)
    return found


def _add_missing(errors: Errors, known: Any) -> None:
    for path, reference in errors.references:
        if reference not in known:
            words = {"row": str(reference.model._meta.verbose_name), "pk": reference.pk}
            errors.add(path, _("There is no %(row)s %(pk)s any more.") % words)
