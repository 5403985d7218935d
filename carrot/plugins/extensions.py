"""What hooks return: plain frozen data. The monitor renders it and escapes all of it."""

from __future__ import annotations

import datetime
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from django.db.models import Model
from django.http import HttpResponseBase

from carrot.plugins.checked import Checked, address, one_of, permission_name, plain, text, whole

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

__all__ = ["Action", "Button", "Card", "Checked", "Link", "Result", "Section"]

_MOST_ROWS = 200
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
            value=_plain_value(self.value),
            note=text(self.note, "note"),
            url=address(self.url),
            order=whole(self.order),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Checked):
    """A way to somewhere else: in the navigation, or as a value of a `Section`."""

    label: Text
    url: str
    order: int = 500

    @property
    def key(self) -> str:
        return str(self.label)

    def checked(self) -> Link:
        if not address(self.url):
            raise ValueError(f"the Link {str(self.label)!r} has no url")
        return replace(
            self,
            label=text(self.label, "label"),
            url=address(self.url),
            order=whole(self.order),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Button(Checked):
    """A button in a row of a `TablePanel`: it posts `fields` to `url`.

    With `asks` it leads there instead, `fields` in the address, and changes nothing: to a page
    that asks first.
    """

    label: Text
    url: str
    fields: Mapping[str, str] = field(default_factory=dict)
    asks: bool = False
    style: Literal["", "danger"] = ""
    order: int = 500

    @property
    def key(self) -> str:
        return str(self.label)

    def checked(self) -> Button:
        url = address(self.url)
        if not url.startswith("/") or url[1:2] in ("/", "\\"):
            # Another site would be sent the visitor's CSRF token; browsers take \ for /.
            raise ValueError(f"the url of the Button is {url!r}; give a path of this site")
        if not isinstance(self.fields, Mapping):
            raise TypeError(f"fields is a {type(self.fields).__name__}; give a mapping")
        one_of(self.style, "style", ("", "danger"))
        return replace(
            self,
            label=text(self.label, "label"),
            url=url,
            fields={text(name, "a field"): text(each, name) for name, each in self.fields.items()},
            order=whole(self.order),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Checked):
    """Facts beside one message: names with their values, of which some may be a `Link`.

    Sections are sorted by (order, title); those below 200 stand in the wide part of the page.
    """

    title: Text
    rows: Mapping[str, object]
    note: Text = ""
    order: int = 500

    @property
    def key(self) -> str:
        return str(self.title)

    def checked(self) -> Section:
        if not isinstance(self.rows, Mapping):
            raise TypeError(f"rows is a {type(self.rows).__name__}; give a mapping")
        if len(self.rows) > _MOST_ROWS:
            raise ValueError(f"rows are {len(self.rows):,}; a Section has at most {_MOST_ROWS}")
        return replace(
            self,
            title=text(self.title, "title"),
            rows={text(name, "a row"): _shown(value) for name, value in self.rows.items()},
            note=text(self.note, "note"),
            order=whole(self.order),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Checked):
    """What became of one row of an action: of a message or schedule, or of its primary key."""

    row: Model | int
    text: Text = ""
    failed: bool = False
    order: int = field(default=0, init=False, repr=False)

    @property
    def pk(self) -> int:
        """The row's number, also when the row itself is deleted by now."""
        return int(self.row.pk or 0) if isinstance(self.row, Model) else self.row

    @property
    def key(self) -> str:
        return str(self.pk)

    def checked(self) -> Result:
        if not isinstance(self.row, Model | int):
            raise TypeError(f"row is a {type(self.row).__name__}; give the row or its pk")
        return replace(self, text=text(self.text, "text"), failed=bool(self.failed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Checked):
    """A button over messages or schedules: over one, those that are selected, all that match.

    `run` gets the request and the queryset of what was chosen, works inside one transaction,
    and returns a sentence that reports what happened, or yields a `Result` for each row. Its
    parameters after those two are a form that is filled in first. Many rows come in steps, each
    with a transaction of its own. With `download` it returns a response, the file: it changes
    nothing, and gets all rows at once, in no transaction. The monitor has checked access,
    `permission` and CSRF before, and writes the audit entry. `states` limits the button to lists
    of these states ("queued", "failed", "completed"); empty means all. It is declared once, so
    `label` and `confirm` are best given by `gettext_lazy`.
    """

    name: str
    label: Text
    run: Callable[..., str | Iterable[Result] | HttpResponseBase | None]
    permission: str = "carrot.change_messagelog"
    target: Literal["message", "schedule"] = "message"
    confirm: Text = ""
    states: tuple[str, ...] = ()
    style: Literal["", "primary", "danger"] = ""
    download: bool = False
    order: int = 500

    @property
    def key(self) -> str:
        return f"{self.target}: {self.name}"

    def checked(self) -> Action:
        if not isinstance(self.name, str) or not self.name.replace("-", "_").isidentifier():
            raise ValueError(f"the name {self.name!r} of an Action is no word of a-z, 0-9, - and _")
        if not callable(self.run):
            raise TypeError(f"the Action {self.name!r} cannot run: {self.run!r} is not callable")
        if not _takes_two(self.run):
            raise TypeError(f"the run of the Action {self.name!r} takes no (request, chosen)")
        one_of(self.target, "target", ("message", "schedule"))
        one_of(self.style, "style", ("", "primary", "danger"))
        for state in self.states:
            one_of(state, "states", ("queued", "failed", "completed"))
        permission_name(self.permission)
        text(self.label, "label")
        text(self.confirm, "confirm")
        whole(self.order)
        return self


def _shown(value: object) -> object:
    return value.checked() if isinstance(value, Link) else _plain_value(value)


def _plain_value(value: object) -> object:
    # Numbers and dates stay what they are: the monitor formats them for the reader.
    return value if isinstance(value, _PLAIN) else plain(str(value))


def _takes_two(run: Callable[..., object]) -> bool:
    try:
        signature = inspect.signature(run)
    except Exception:  # it may have none, or annotations that cannot be looked up here
        return True
    try:
        signature.bind_partial(None, None)
    except TypeError:
        return False
    return True
