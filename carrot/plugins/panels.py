"""Pages that plugins add to the monitor: classes, of which one instance serves all requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from django.core.checks import CheckMessage
from django.forms import Media
from django.forms.widgets import MediaAsset
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, reverse
from django.urls.resolvers import RegexPattern
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from carrot.plugins.checked import Checked, permission_name, text, whole
from carrot.plugins.extensions import Button

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

__all__ = ["Panel", "TablePanel"]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
VIEW = "carrot.view_messagelog"
CHANGE = "carrot.change_messagelog"


class Panel(Checked):
    """A page with a tab of its own. It is made once and keeps nothing of a request.

    Its page is at `panels/<slug>/` of the monitor, what `get_urls` adds below it. The monitor
    lets in who may come in and has `permission`; what is posted to it needs `change_permission`
    too, runs in one transaction, and is written down.
    """

    slug: str = ""
    title: Text = ""
    template_name: str = ""
    permission: str = VIEW
    change_permission: str = CHANGE
    order: int = 500
    media: Media = Media()
    refresh: float = 0
    badge_note: Text = ""

    def get_context(self, request: HttpRequest) -> Mapping[str, Any]:
        """What the template is given besides `panel`, asked anew for each page."""
        return {}

    def get_urls(self) -> Sequence[URLPattern | URLResolver]:
        """More pages below the panel's own, made by `django.urls.path`."""
        return ()

    def badge(self, request: HttpRequest) -> object:
        """A number or a short text beside the title, asked on every page; nothing for none."""
        return ""

    def check(self) -> Iterable[CheckMessage]:
        """What `manage.py check` is to say about it."""
        return ()

    def url(self, name: str = "", /, *args: object, **kwargs: object) -> str:
        """The address of the panel's page, or of one that `get_urls` names."""
        home = reverse("carrot:panel", args=[self.slug])
        return home + str(resolver(self).reverse(name, *args, **kwargs)) if name else home

    @property
    def address(self) -> str:
        """Where its tab leads."""
        return self.url()

    @property
    def key(self) -> str:
        return self.slug

    def checked(self) -> Self:
        if not isinstance(self.slug, str) or not _SLUG.fullmatch(self.slug):
            raise ValueError(f"slug is {self.slug!r}; give words of a-z and 0-9 joined by -")
        if not text(self.title, "title"):
            raise ValueError(f"the panel {self.slug!r} has no title")
        text(self.badge_note, "badge_note")
        if not text(self.template_name, "template_name"):
            raise ValueError(f"the panel {self.slug!r} names no template_name")
        permission_name(self.permission)
        permission_name(self.change_permission)
        whole(self.order)
        if self.refresh and not self.refresh >= 1:
            raise ValueError(f"refresh is {self.refresh!r}; give seconds, 1 or more, or 0")
        _own_files(self.media)
        return self


class TablePanel(Panel):
    """A panel that is one table: it needs no template. The monitor sorts and pages it.

    `columns` are the keys of the rows with their headings; the first one is the row's name.
    """

    template_name = "carrot/panels/table.html"
    columns: Mapping[str, Text] = {}
    empty: Text = gettext_lazy("There is nothing to show.")
    note: Text = ""
    page_size: int = 50

    def get_rows(self, request: HttpRequest) -> Iterable[Mapping[str, object]]:
        """The rows; what `QuerySet.values` gives is sorted and cut by the database."""
        raise NotImplementedError(f"{type(self).__name__} has no get_rows(request)")

    def get_row_url(self, row: Mapping[str, object]) -> str:
        """Where the row's name leads; nothing for nowhere."""
        return ""

    def get_row_buttons(self, request: HttpRequest, row: Mapping[str, object]) -> Iterable[Button]:
        """What can be done to the row; asked only for who may change something in the panel."""
        return ()

    def checked(self) -> Self:
        if not isinstance(self.columns, Mapping) or not self.columns:
            raise ValueError(f"the panel {self.slug!r} has no columns; give {{key: heading}}")
        for name, heading in self.columns.items():
            text(heading, f"the heading of the column {name!r}")
        text(self.note, "note")
        if whole(self.page_size) < 1:
            raise ValueError(f"page_size is {self.page_size!r}; give 1 or more")
        return super().checked()


@lru_cache(maxsize=256)
def resolver(panel: Panel) -> URLResolver:
    """Finds the views of a panel by the rest of an address, and addresses by their names."""
    found = list(panel.get_urls())
    for each in found:
        if not isinstance(each, URLPattern | URLResolver):
            raise TypeError(f"get_urls gave a {type(each).__name__}; give what path() makes")
    return URLResolver(RegexPattern(r"^"), found)


def _own_files(media: object) -> None:
    """Refuse what the monitor's policy has browsers refuse: files of other sites."""
    if not isinstance(media, Media):
        raise TypeError(f"media is a {type(media).__name__}; give a django.forms.Media")
    sheets = [path for paths in media._css.values() for path in paths]  # type: ignore[attr-defined]
    for path in [*media._js, *sheets]:  # type: ignore[attr-defined]
        if not isinstance(path, str | Promise | MediaAsset):
            raise TypeError(f"media has a {type(path).__name__}; give paths of static files")
        if "//" in str(getattr(path, "_path", path))[:8]:
            raise ValueError(f"media has {str(path)!r} of another site, which browsers refuse here")
