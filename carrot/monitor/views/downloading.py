"""Actions that give a file: over all that was chosen at once, and changing nothing."""

from __future__ import annotations

import functools
import operator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from carrot.exceptions import ArgumentsError
from carrot.monitor import audit
from carrot.monitor.acting import MOST
from carrot.monitor.forms.action import call_of, said
from carrot.monitor.permissions import may_read
from carrot.monitor.targets import Target
from carrot.plugins import calls
from carrot.plugins.asking import ask
from carrot.plugins.calls import WrongType
from carrot.plugins.extensions import Action


def matching(request: HttpRequest, target: Target, upto: int) -> QuerySet[Any]:
    """All rows that match the filters that were sent, up to the number of the newest one."""
    segments = [rows.filter(pk__lte=upto) for rows in target.matching(request.POST)]
    return functools.reduce(operator.or_, segments) if segments else target.rows([])


def download(
    request: HttpRequest,
    target: Target,
    owner: str,
    action: Action,
    rows: QuerySet[Any],
    document: dict[str, object],
) -> HttpResponseBase:
    """The file that the action makes of these rows; on failure a page that says so."""
    try:
        call = call_of(action, document)
    except ArgumentsError as error:
        return _failed(request, target, f"Nothing was done: {error}.")
    rows = _visible(request, target, rows)

    def work() -> HttpResponseBase:
        answer = action.run(request, rows, *call.args, **call.kwargs)
        if not isinstance(answer, HttpResponseBase):
            raise WrongType(f"it gave a {type(answer).__name__} where a response belongs")
        return answer

    given = ask(owner, action.name, work)
    if given.value is None:
        return _failed(request, target, f"The plugin {owner} failed in {given.error}")
    audit.record(request, action.name, target.many, said(action, document))
    return given.value


def _visible(request: HttpRequest, target: Target, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those that this person may see: where plugins decide about single rows, as many as one run
    takes."""
    if not calls.asks("allow"):
        return rows
    seen = [row.pk for row in rows.order_by("-pk")[:MOST] if may_read(request, obj=row)]
    return target.rows(seen)


def _failed(request: HttpRequest, target: Target, text: str) -> HttpResponse:
    messages.error(request, text, fail_silently=True)
    return redirect(target.home())
