"""Who may come in, who may change something, and what no browser may do on anybody's behalf."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_protect

from carrot import conf
from carrot.exceptions import ConfigurationError
from carrot.monitor import site
from carrot.monitor.permissions import CHANGE, is_direct_loopback, may_change, require_read

__all__ = ["CHANGE", "guard", "is_direct_loopback", "may_change", "requires_change"]

logger = logging.getLogger("carrot")

View = Callable[..., HttpResponseBase]
R = TypeVar("R", bound=HttpResponseBase)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


def guard(view: View) -> View:
    """The view as the outside may reach it; `carrot.urls` puts every view through here.

    The decorators of `monitor_authentication` are around everything. When they cannot be had,
    nothing is shown but the reason: a mistake never opens the monitor.
    """
    hardened = _hardened(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            entrance = _authenticated(hardened, authentication())
        except ConfigurationError as error:
            closed = site.render(request, "carrot/closed.html", {"reason": str(error)}, status=503)
            return _with_headers(closed)
        return entrance(request, *args, **kwargs)

    return guarded


def authentication() -> tuple[str, ...]:
    """The decorators that decide who comes in; raises while `settings.CARROT` is faulty."""
    problems = conf.problems()
    if problems:
        # Nobody knows then whether decorators were meant to be there.
        raise ConfigurationError(problems[0])
    return conf.get().monitor_authentication


def decorator(path: str) -> Callable[[View], View]:
    """The decorator at a dotted path; raises `ConfigurationError` with the remedy."""
    try:
        found: Callable[[View], View] = import_string(path)
    except Exception as error:  # importing runs the project's code
        raise ConfigurationError(
            f"CARROT['monitor_authentication'] names {path!r}, which cannot be imported "
            f"({type(error).__name__}); the monitor stays closed until the path is right"
        ) from error
    if not callable(found):
        raise ConfigurationError(
            f"CARROT['monitor_authentication'] names {path!r}, which is no decorator; "
            f"the monitor stays closed until it is one"
        )
    return found


@cache
def _authenticated(view: View, paths: tuple[str, ...]) -> View:
    # The first one listed is the outermost, as if they were written above the view.
    for path in reversed(paths):
        view = decorator(path)(view)
    return view


def _hardened(view: View) -> View:
    protected = csrf_protect(view)

    @wraps(view)
    def hardened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.get_host()  # raises for a host that ALLOWED_HOSTS does not name
        unsafe = request.method not in _SAFE_METHODS
        if unsafe and request.headers.get("Sec-Fetch-Site") == "cross-site":
            return _refusal(request, "This form was sent from another site.", setting=False)
        try:
            require_read(request)
            response = protected(request, *args, **kwargs)
        except PermissionDenied as error:
            return _refusal(request, str(error))
        except Http404 as error:
            response = site.render(
                request, "carrot/not_found.html", {"reason": _reason(error)}, status=404
            )
        except (OperationalError, ProgrammingError, InterfaceError) as error:
            logger.exception("The monitor cannot read the database")
            reason = str(error).partition("\n")[0] if is_direct_loopback(request) else ""
            context = {"reason": reason, "here": request.get_full_path()}
            response = site.render(request, "carrot/unavailable.html", context, status=503)
        return _with_headers(response)

    return hardened


def _reason(error: Http404) -> str:
    given = error.args[0] if error.args else ""
    return given if isinstance(given, str) else ""


def _refusal(request: HttpRequest, reason: str, *, setting: bool = True) -> HttpResponse:
    context = {"reason": reason, "setting": setting, "mode": conf.get().monitor_public_actions}
    return _with_headers(site.render(request, "carrot/refused.html", context, status=403))


def _with_headers(response: R) -> R:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def requires_change(view: View) -> View:
    """Let a view be reached by an unsafe method only by those who may change something."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in _SAFE_METHODS and not may_change(request):
            raise PermissionDenied("Changes are not allowed from here.")
        return view(request, *args, **kwargs)

    return checked
