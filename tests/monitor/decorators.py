"""Decorators that a project could name in `monitor_authentication`."""

from __future__ import annotations

from functools import wraps


def _named(name):
    def decorate(view):
        @wraps(view)
        def wrapped(request, *args, **kwargs):
            response = view(request, *args, **kwargs)
            response.headers["X-Order"] = f"{response.headers.get('X-Order', '')} {name}".strip()
            return response

        return wrapped

    return decorate


first = _named("first")
second = _named("second")
