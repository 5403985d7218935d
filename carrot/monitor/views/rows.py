"""The rows of a model that a field offers: searched, labelled, and for those who may see them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from carrot.monitor.forms.reading import may_view
from carrot.tasks import registry
from carrot.tasks.nodes.models import ModelNode, may_be_a_key, models_in

logger = logging.getLogger("carrot")

SHOWN = 20
MOST_KEYS = 200
LATEST = 20_000
"""A text inside of a column is looked for in so many of the newest rows: no index helps there."""

_LOOKUPS = {"^": "istartswith", "=": "iexact", "@": "icontains"}


@require_safe
def rows(request: HttpRequest, label: str) -> JsonResponse:
    """Rows of a model that some task takes: those with the keys `pk`, or those that `q` finds."""
    node = _offered().get(label)
    if node is None:
        raise Http404("No task takes a row of this model.")
    kind = node.model
    if not may_view(request, kind):
        raise PermissionDenied(f"You may not see {kind._meta.verbose_name_plural}.")
    keys = request.GET.getlist("pk")[:MOST_KEYS]
    # PostgreSQL has no text with the NUL character, and refuses to look for one.
    term = request.GET.get("q", "").replace("\0", "").strip()[:200]
    found = _by_keys(kind, keys) if keys else _search(kind, _every(node), term)
    return JsonResponse({"rows": [{"value": str(row.pk), "label": _label(row)} for row in found]})


def _offered() -> dict[str, ModelNode]:
    """What registered tasks take, and no other rows, by what the browser asks for."""
    return {
        node.handler: node
        for task in registry.every()
        for node in models_in(each.node for each in task.arguments.parameters)
    }


def _every(node: ModelNode) -> QuerySet[models.Model]:
    """The rows that may be chosen; none if the project's own function fails."""
    if node.choices is None:
        return node.model._default_manager.all()
    try:
        return node.choices.rows(node.model)
    except Exception:
        logger.exception("The rows to choose from for %s cannot be had", node.handler)
        return node.model._default_manager.none()


def _by_keys(kind: type[models.Model], keys: Iterable[str]) -> Iterable[models.Model]:
    known = [pk for pk in (_key(kind, text) for text in keys) if pk is not None]
    rows: QuerySet[models.Model] = kind._default_manager.filter(pk__in=known)
    return rows


def _search(
    kind: type[models.Model], every: QuerySet[models.Model], term: str
) -> list[models.Model]:
    """The row of that key, then those that begin with the term, then those that have it inside."""
    every = every.order_by("-pk")
    if not term:
        return list(every[:SHOWN])
    found: dict[Any, models.Model] = {}
    pk = _key(kind, term)
    if pk is not None:
        found.update({row.pk: row for row in every.filter(pk=pk)})
    for rows in (_beginning(every, kind, term), _inside(every, kind, term)):
        if len(found) < SHOWN:
            found.update({row.pk: row for row in rows[: SHOWN - len(found)]})
    return list(found.values())[:SHOWN]


def _beginning(
    every: QuerySet[models.Model], kind: type[models.Model], term: str
) -> QuerySet[models.Model]:
    # As it is written: that is what an index on a text can find.
    names = [name for name in _texts(kind) if _is_indexed(kind, name)]
    return _any(every, [f"{name}__startswith" for name in names], term)


def _inside(
    every: QuerySet[models.Model], kind: type[models.Model], term: str
) -> QuerySet[models.Model]:
    oldest = every.values_list("pk", flat=True)[LATEST - 1 : LATEST].first()
    newest = every if oldest is None else every.filter(pk__gte=oldest)
    return _any(newest, _lookups(kind), term)


def _any(rows: QuerySet[models.Model], lookups: Iterable[str], term: str) -> QuerySet[models.Model]:
    condition = Q()
    for lookup in lookups:
        condition |= Q(**{lookup: term})
    return rows.filter(condition).distinct() if condition else rows.none()


def _lookups(kind: type[models.Model]) -> list[str]:
    """As the admin searches, if it knows the model; else in its texts."""
    fields = _searched_by_the_admin(kind)
    return [
        f"{name[1:]}__{_LOOKUPS[name[0]]}" if name[:1] in _LOOKUPS else f"{name}__icontains"
        for name in fields
    ] or [f"{name}__icontains" for name in _texts(kind)]


def _searched_by_the_admin(kind: type[models.Model]) -> list[str]:
    if not apps.is_installed("django.contrib.admin"):
        return []
    from django.contrib import admin  # noqa: PLC0415 - not every project has it

    known = admin.site._registry.get(kind)
    return [str(name) for name in known.search_fields] if known else []


def _texts(kind: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in kind._meta.get_fields()
        if isinstance(field, models.CharField) and field.concrete
    ][:5]


def _is_indexed(kind: type[models.Model], name: str) -> bool:
    field = kind._meta.get_field(name)
    return bool(getattr(field, "db_index", False) or getattr(field, "unique", False))


def _key(kind: type[models.Model], text: str) -> Any:
    """The key that the text spells, or None."""
    try:
        pk = kind._meta.pk.to_python(text)
    except (ValidationError, ValueError, OverflowError):
        return None
    return pk if may_be_a_key(kind, pk) else None


def _label(row: models.Model) -> str:
    try:
        return str(row)[:300] or f"{row._meta.verbose_name} {row.pk}"
    except Exception:  # __str__ of the project's own
        return f"{row._meta.verbose_name} {row.pk}"


urlpatterns = [path("rows/<str:label>/", rows, name="rows")]
