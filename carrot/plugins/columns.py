"""Columns in the lists of messages and schedules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from carrot.plugins.checked import Checked, one_of, text, whole

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Checked):
    """A column in the lists of messages, or of schedules.

    `value` gives what stands in the cell of one message or schedule: text, a number, a moment, a
    duration, or None for nothing. `prepare` gets all rows of a page before, so that what they
    need is fetched at once. `fields` are fields of the rows that lists do not load by themselves,
    such as `output`.
    """

    name: str
    label: Text
    value: Callable[[Any], object]
    prepare: Callable[[Sequence[Any]], object] | None = None
    fields: tuple[str, ...] = ()
    target: Literal["message", "schedule"] = "message"
    order: int = 500

    @property
    def key(self) -> str:
        return f"{self.target}: {self.name}"

    def checked(self) -> Column:
        if not isinstance(self.name, str) or not self.name.replace("-", "_").isidentifier():
            raise ValueError(f"the name {self.name!r} of a Column is no word of a-z, 0-9, - and _")
        for name in ("value", "prepare"):
            given = getattr(self, name)
            if given is not None and not callable(given):
                raise TypeError(f"the {name} of the Column {self.name!r} is not callable")
        if not callable(self.value):
            raise TypeError(f"the Column {self.name!r} has no value")
        if isinstance(self.fields, str) or not all(isinstance(each, str) for each in self.fields):
            raise TypeError(f"the fields of the Column {self.name!r} are no tuple of names")
        one_of(self.target, "target", ("message", "schedule"))
        text(self.label, "label")
        whole(self.order)
        return self
