"""Drawing a page of the monitor with all that plugins are asked on the way in the open."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError
from django.http import HttpResponseBase
from django.test import RequestFactory
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from carrot.plugins import declarations, tracing

Write = Callable[[str], object]


def trace_page(place: str, write: Write) -> None:
    """Declare all anew, then GET the monitor's page at `place` below it; write a line a call.

    The page is asked for as a superuser would, who is not in the database. Raises
    `CommandError` when there is no such page.
    """
    address = _address(place)
    with _listening(write):
        write("Declarations:")
        declarations.collect()
        write(f"GET {address}:")
        answer = _get(address)
    write(f"The answer is {answer.status_code}.")


def _address(place: str) -> str:
    try:
        return reverse("carrot:overview") + place.lstrip("/")
    except NoReverseMatch:
        raise CommandError(
            "The monitor has no address: add path('carrot/', include('carrot.urls')) to the URLs"
        ) from None


def _get(address: str) -> HttpResponseBase:
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        raise CommandError(f"The monitor has no page at {address}") from None
    names = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    request = RequestFactory(SERVER_NAME=names[0] if names else "localhost").get(address)
    request.user = get_user_model()(is_active=True, is_staff=True, is_superuser=True)
    request.resolver_match = match
    answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return answer


@contextmanager
def _listening(write: Write) -> Iterator[None]:
    """Everything that is traced is written, whatever the project does with its log."""
    handler, logger = _Lines(write), tracing.logger
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        logger.setLevel(before)
        logger.removeHandler(handler)


class _Lines(logging.Handler):
    def __init__(self, write: Write) -> None:
        super().__init__(logging.DEBUG)
        self._write = write

    def emit(self, record: logging.LogRecord) -> None:
        self._write(f"    {record.getMessage()}")
