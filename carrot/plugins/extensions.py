"""What hooks return: plain frozen data. The monitor renders it and escapes all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet
from django.http import HttpRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A figure on the overview. `url` makes it a link; cards are sorted by (order, title)."""

    title: str
    value: object
    note: str = ""
    url: str = ""
    order: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button over messages or schedules.

    `run` gets the request and the queryset of what was chosen, works inside one transaction,
    and returns a sentence that reports what happened. The monitor has checked access,
    `permission` and CSRF before, and writes the audit entry. `states` limits the button to
    lists of these states ("queued", "failed", "completed"); empty means all.
    """

    name: str
    label: str
    run: Callable[[HttpRequest, QuerySet], str]  # type: ignore[type-arg]
    permission: str = "carrot.change_messagelog"
    target: Literal["message", "schedule"] = "message"
    confirm: str = ""
    states: tuple[str, ...] = ()
    style: Literal["", "primary", "danger"] = ""
    order: int = 500
