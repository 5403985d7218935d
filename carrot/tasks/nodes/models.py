"""Rows of the project's database: instances of models, which travel by their primary keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
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


@dataclass(frozen=True)
class ModelNode(Node):
    """A row, searched by its label and stored as its primary key.

    It is loaded when the task is called, all rows of one model with one query.
    """

    model: type[models.Model]
    key: Node

    @property
    def structure(self) -> Any:
        return self.model._meta.label_lower

    def schema(self) -> dict[str, Any]:
        words = {"rows": str(self.model._meta.verbose_name_plural)}
        # `handler` is read by the script that makes a search of the control.
        return {
            "type": "string",
            "handler": self.model._meta.label_lower,
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
        if pk is INVALID:
            words = {"row": str(self.model._meta.verbose_name)}
            return errors.add(path, _("Choose a %(row)s, or give its primary key.") % words)
        reference = Reference(self.model, pk)
        errors.references.append((path, reference))
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


def _key_of(kind: type[models.Model]) -> Node | None:
    field = kind._meta.pk
    while isinstance(field, models.ForeignKey):  # a child of a model has its parent's key
        field = field.target_field
    return next((node for each, node in _KEYS.items() if isinstance(field, each)), None)


def models_in(nodes: Iterable[Node]) -> Iterator[type[models.Model]]:
    """The models that the nodes, and those inside them, are of."""
    for node in nodes:
        for each in inside(node):
            if isinstance(each, ModelNode):
                yield each.model


def load(errors: Errors) -> dict[Reference, models.Model]:
    """The rows that were met while decoding; in `errors` is what is not there."""
    found: dict[Reference, models.Model] = {}
    for kind, pks in _by_model(errors).items():
        rows = kind._default_manager.in_bulk(pks)
        found.update({Reference(kind, pk): row for pk, row in rows.items()})
    _add_missing(errors, found)
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
