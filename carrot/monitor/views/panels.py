"""The pages of plugins: let in, guarded, drawn inside the frame, and survived when they fail."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import router, transaction
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template import TemplateDoesNotExist
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import Resolver404, path
from django.views.decorators.http import require_http_methods

from carrot.exceptions import CarrotError
from carrot.models import MessageLog
from carrot.monitor import audit, site, table
from carrot.monitor.arguments import summary
from carrot.monitor.permissions import may_change, may_read
from carrot.plugins import declarations
from carrot.plugins.asking import ask
from carrot.plugins.panels import Panel, TablePanel, resolver

_METHODS = ("GET", "HEAD", "POST")
_ANSWERS = (Http404, PermissionDenied, SuspiciousOperation)


class MissingTemplate(CarrotError):
    """A panel's template is in none of the places where Django looks for it."""


@require_http_methods(_METHODS)
def panel(request: HttpRequest, slug: str, rest: str = "") -> HttpResponseBase:
    """A panel's own page, or one of those below it."""
    found = next((pair for pair in declarations.of(Panel) if pair[1].slug == slug), None)
    if found is None:
        raise Http404("There is no such panel; the plugin that had it may be switched off.")
    owner, it = found
    if any("\0" in text for text in _texts(request)):
        # PostgreSQL would refuse it, and the plugin be blamed for what it was sent.
        raise SuspiciousOperation("What was sent has a NUL character, which no text may have.")
    if not may_read(request, it.permission):
        raise PermissionDenied(f"{it.title} needs the permission {it.permission}.")
    is_change = request.method == "POST"
    if is_change and not may_change(request, it.change_permission):
        raise PermissionDenied(f"{it.title} needs the permission {it.change_permission} for this.")
    answer = _changed if is_change else _answer
    asked = ask(owner, f"the panel {slug}", partial(answer, request, it, rest), answers=_ANSWERS)
    if asked.value is None:
        context = {"panel": it, "owner": owner, "failure": asked.error, "is_change": is_change}
        return site.render(request, "carrot/panels/failed.html", context, status=500)
    return asked.value


def _texts(request: HttpRequest) -> Iterator[str]:
    """Everything that the address and the form give, by name."""
    for given in (request.GET, request.POST):
        for name, values in given.lists():
            yield from (name, *values)


def _changed(request: HttpRequest, it: Panel, rest: str) -> HttpResponseBase:
    """The answer to what may change something, and its audit entry, in one transaction.

    An answer of 400 or more changes nothing, whatever the view did before.
    """
    using = router.db_for_write(MessageLog)
    with transaction.atomic(using=using):
        response = _answer(request, it, rest)
        if response.status_code >= 400:
            transaction.set_rollback(True, using=using)
        else:
            audit.record(request, f"{it.slug}/{rest}", f"panel {it.slug}", _posted(request))
    return response


def _posted(request: HttpRequest) -> str:
    given = {
        name: values if len(values) > 1 else values[0]
        for name, values in request.POST.lists()
        if values and name != "csrfmiddlewaretoken"
    }
    return summary(given, limit=1000)


def _answer(request: HttpRequest, it: Panel, rest: str) -> HttpResponseBase:
    try:
        match = resolver(it).resolve(rest)
    except Resolver404:
        if rest:
            raise Http404(f"The panel {it.slug} has no such page.") from None
        if request.method == "POST":
            return HttpResponseNotAllowed(("GET", "HEAD"))
        return _drawn(request, it, _own_page(request, it))
    response = match.func(request, *match.args, **match.kwargs)
    if inspect.iscoroutine(response):
        response.close()
        raise TypeError(f"the view {match.view_name or rest!r} is async; write it with a plain def")
    if not isinstance(response, HttpResponseBase):
        kind = type(response).__name__
        raise TypeError(f"the view {match.view_name or rest!r} gave a {kind}; return a response")
    return _drawn(request, it, response)


def _own_page(request: HttpRequest, it: Panel) -> TemplateResponse:
    context = dict(it.get_context(request))
    if isinstance(it, TablePanel):
        context |= table.context(it, request)
    return TemplateResponse(request, it.template_name, context)


def _drawn(request: HttpRequest, it: Panel, response: HttpResponseBase) -> HttpResponseBase:
    """The response; one that has a template is rendered now, with what the frame needs."""
    if not isinstance(response, SimpleTemplateResponse) or response.is_rendered:
        return response
    frame: dict[str, Any] = {
        **site.frame(request),
        "panel": it,
        "here": request.get_full_path(),
    }
    given = dict(response.context_data or {})
    taken = sorted(given.keys() & frame.keys())
    if taken:
        raise ValueError(f"its context has {', '.join(taken)}, which the monitor needs; rename it")
    response.context_data = {**given, **frame}
    try:
        return response.render()
    except TemplateDoesNotExist as error:
        raise MissingTemplate(
            f"the template {error.args[0]!r} is not found; "
            f"the app that has it belongs in INSTALLED_APPS"
        ) from error


urlpatterns = [
    path("panels/<slug:slug>/", panel, name="panel"),
    path("panels/<slug:slug>/<path:rest>", panel, name="panel-page"),
]
