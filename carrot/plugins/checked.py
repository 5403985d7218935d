"""What every value that a hook returns has in common, and how its parts are checked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self
from urllib.parse import urlsplit

from django.utils.functional import Promise


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


def text(value: object, name: str) -> str:
    """The value as plain text; `TypeError` naming the field if it is none."""
    # A lazy translation is made into text here, where its failure is the plugin's alone.
    if not isinstance(value, (str, Promise)):
        raise TypeError(f"{name} is a {type(value).__name__}; give a str")
    return plain(str(value))


def plain(text: str) -> str:
    """The text as nothing but text."""
    # str() of a SafeString is a SafeString; what is joined is not. Nothing here is HTML.
    return "".join([text])


def address(value: object) -> str:
    """An address that may stand in a link."""
    url = text(value, "url")
    if urlsplit(url).scheme not in ("", "http", "https"):
        raise ValueError(f"url is {url!r}; give a path or an http address")
    return url


def whole(value: object) -> int:
    """An `order`."""
    if not isinstance(value, int):
        raise TypeError(f"order is a {type(value).__name__}; give an int")
    return value


def permission_name(value: object) -> str:
    """The name of a permission, as Django's `has_perm` takes it."""
    if not isinstance(value, str) or "." not in value:
        raise ValueError(f"the permission {value!r} is no 'app_label.codename'")
    return value


def one_of(value: object, name: str, choices: tuple[str, ...]) -> None:
    """Refuse, with the name of the field, what is none of the choices."""
    if value not in choices:
        raise ValueError(f"{name} is {value!r}; give one of {', '.join(map(repr, choices))}")
