"""What hooks return: plain frozen data. The monitor renders it and escapes all of it."""

from __future__ import annotations

import datetime
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Self
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

_PLAIN = (int, float, Decimal, datetime.date, datetime.time, datetime.timedelta, type(None))


class Checked(ABC):
    """What a hook may return. `key` names it among all of its kind, `order` ranks it."""

    __slots__ = ()
    order: int

    @property
    @abstractmethod
    def key(self) -> str: ...

    @abstractmethod
    def checked(self) -> Self:
        """The same, safe to render; raises `TypeError` or `ValueError` if it can never be."""


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
            title=_text(self.title, "title"),
            # Numbers and dates stay what they are: the monitor formats them for the reader.
            value=self.value if isinstance(self.value, _PLAIN) else _plain(str(self.value)),
            note=_text(self.note, "note"),
            url=_address(self.url),
            order=_whole(self.order),
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
        _one_of(self.target, "target", ("message", "schedule"))
        _one_of(self.style, "style", ("", "primary", "danger"))
        for state in self.states:
            _one_of(state, "states", ("queued", "failed", "completed"))
        if not isinstance(self.permission, str) or "." not in self.permission:
            raise ValueError(f"the permission {self.permission!r} is no 'app_label.codename'")
        _text(self.label, "label")
        _text(self.confirm, "confirm")
        _whole(self.order)
        return self


def _text(value: object, name: str) -> str:
    # A lazy translation is made into text here, where its failure is the plugin's alone.
    if not isinstance(value, (str, Promise)):
        raise TypeError(f"{name} is a {type(value).__name__}; give a str")
    return _plain(str(value))


def _plain(text: str) -> str:
    # str() of a SafeString is a SafeString; what is joined is not. Nothing here is HTML.
    return "".join([text])


def _address(value: object) -> str:
    url = _text(value, "url")
    if urlsplit(url).scheme not in ("", "http", "https"):
        raise ValueError(f"url is {url!r}; give a path or an http address")
    return url


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"order is a {type(value).__name__}; give an int")
    return value


def _one_of(value: object, name: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ValueError(f"{name} is {value!r}; give one of {', '.join(map(repr, choices))}")
