"""Why and for whom a document is decoded, and what was found wrong with it on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Model

from carrot.exceptions import Path


class Invalid:
    """The value of what could not be decoded. Whoever sees it has an entry in `Errors`."""

    def __repr__(self) -> str:
        return "INVALID"


INVALID: Final = Invalid()


@dataclass(frozen=True, slots=True, repr=False)
class Reference:
    """A row by its primary key, not loaded."""

    model: type[Model]
    pk: Any

    def __repr__(self) -> str:
        return f"{self.model.__name__}.objects.get(pk={self.pk!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The circumstances of a decoding; each node takes of them what concerns it.

    By default a document is only checked: no database is asked and nothing is called.
    """

    from_browser: bool = False
    """Typed in a form. JavaScript rounds whole numbers beyond 2**53: those are not exact."""

    found: Mapping[Reference, Model] = field(default_factory=dict)
    """For a call that is about to be made: the rows that were loaded for it."""

    kept: Mapping[str, Any] = field(default_factory=dict)
    """What a form stands for by tokens that it does not show: encoded secrets, by token."""

    may_view: Callable[[type[Model]], bool] | None = None
    """Whether the person who fills in the form may see a model's rows; None without a person."""


CHECKING: Final = Reading()
TYPED: Final = Reading(from_browser=True)
"""A form of which nothing is kept, filled in by nobody in particular."""


class Errors(dict[Path, str]):
    """What is wrong with a document, by place. The first finding at a place stays.

    `secrets` are the places at which secrets were read, right or wrong, `references` the rows
    of models that were met, with their places. `listed` are the values that have to be in a
    list: the place, the node that knows the list, and how the value is spelt there; `narrowed`
    are the rows that have to be among those that may be chosen.
    """

    def __init__(self, reading: Reading = CHECKING) -> None:
        super().__init__()
        self.reading = reading
        self.secrets: set[Path] = set()
        self.references: list[tuple[Path, Reference]] = []
        self.listed: list[tuple[Path, Any, str]] = []
        self.narrowed: list[tuple[Path, Any, Reference]] = []

    def add(self, path: Path, message: str) -> Invalid:
        self.setdefault(path, message)
        return INVALID

    def fresh(self) -> Errors:
        """An empty one of the same circumstances, for a decoding that is only tried."""
        errors = Errors(self.reading)
        errors.secrets, errors.references = self.secrets, self.references
        errors.listed, errors.narrowed = self.listed, self.narrowed
        return errors
