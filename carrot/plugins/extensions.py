"""What hooks return: plain frozen data. The monitor renders it and escapes all of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from django.db.models import QuerySet
from django.http import HttpRequest

from carrot.plugins.checked import Checked, address, one_of, plain, text, whole

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

__all__ = ["Action", "Card", "Checked"]

_PLAIN = (int, float, Decimal, datetime.date, datetime.time, datetime.timedelta, type(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Checked):
    """A figure on the overview. `url` makes it a link; cards are sorted by (order, title)."""

    title: Text
    value: object
    note: Text = ""
    url: str = ""
    order: int = 500

    @property
    def key(self) -> str:
        return str(self.title)

    def checked(self) -> Card:
        return replace(
            self,
            title=text(self.title, "title"),
            # Numbers and dates stay what they are: the monitor formats them for the reader.
            value=self.value if isinstance(self.value, _PLAIN) else plain(str(self.value)),
            note=text(self.note, "note"),
            url=address(self.url),
            order=whole(self.order),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Checked):
    """A button over messages or schedules.

    `run` gets the request and the queryset of what was chosen, works inside one transaction,
    and returns a sentence that reports what happened. The monitor has checked access,
    `permission` and CSRF before, and writes the audit entry. `states` limits the button to
    lists of these states ("queued", "failed", "completed"); empty means all. It is declared
    once, so `label` and `confirm` are best given by `gettext_lazy`.
    """

    name: str
    label: Text
    run: Callable[[HttpRequest, QuerySet], str]  # type: ignore[type-arg]
    permission: str = "carrot.change_messagelog"
    target: Literal["message", "schedule"] = "message"
    confirm: Text = ""
    states: tuple[str, ...] = ()
    style: Literal["", "primary", "danger"] = ""
    order: int = 500

    @property
    def key(self) -> str:
        return f"{self.target}: {self.name}"

    def checked(self) -> Action:
        if not isinstance(self.name, str) or not self.name.replace("-", "_").isidentifier():
            raise ValueError(f"the name {self.name!r} of an Action is no word of a-z, 0-9, - and _")
        if not callable(self.run):
            raise TypeError(f"the Action {self.name!r} cannot run: {self.run!r} is not callable")
        one_of(self.target, "target", ("message", "schedule"))
        one_of(self.style, "style", ("", "primary", "danger"))
        for state in self.states:
            one_of(state, "states", ("queued", "failed", "completed"))
        if not isinstance(self.permission, str) or "." not in self.permission:
            raise ValueError(f"the permission {self.permission!r} is no 'app_label.codename'")
        text(self.label, "label")
        text(self.confirm, "confirm")
        whole(self.order)
        return self
