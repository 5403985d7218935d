"""What a plugin says of a type of its own, so that tasks may take it as an argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from carrot.plugins.checked import Checked, text

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

Class = type[Any]

# What JSON is made of: every form and every document stands on what carrot does with these.
_CARROTS_OWN: tuple[Any, ...] = (
    *(object, type, str, int, float, bool, bytes, list, dict, tuple, set, frozenset),
    type(None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgumentType(Checked):
    """A type that tasks may take: the control for it, and the way of its values to JSON and back.

    `schema` is the control, in the words that the reference of hooks lists. `encode` makes a
    value JSON that fits it, `decode` makes the value again of that and of what the control
    submits; it refuses with a `ValueError`, or with a `ValidationError` whose dict names the
    controls inside. Both are called in every process, often, and ask no database. `form` makes
    of the JSON what the control shows, where these differ. `blank` is what it shows without a
    value, as a rule nothing. `label` is what people call a value ("a price"), `hint` stands
    beside the control. With `subclasses` the type stands for its subclasses too, and `decode`
    gets the class of the annotation as its second argument.
    """

    type: Class
    schema: Mapping[str, Any]
    encode: Callable[[Any], Any]
    decode: Callable[..., Any]
    form: Callable[[Any], Any] | None = None
    blank: Any = None
    label: Text = ""
    hint: Text = ""
    subclasses: bool = False
    order: int = field(default=500, init=False, repr=False)

    @property
    def key(self) -> str:
        return f"{self.type.__module__}.{self.type.__qualname__}"

    def checked(self) -> ArgumentType:
        if not isinstance(self.type, type):
            raise TypeError(f"the type of an ArgumentType is {self.type!r}; give a class")
        if any(self.type is each for each in _CARROTS_OWN):
            raise ValueError(
                f"an ArgumentType cannot be {self.type.__name__}: carrot itself has it"
            )
        if not isinstance(self.schema, Mapping):
            raise TypeError(
                f"the schema of {self.key} is a {type(self.schema).__name__}; give a dict"
            )
        for name in ("encode", "decode", "form"):
            function = getattr(self, name)
            if not callable(function) and not (name == "form" and function is None):
                raise TypeError(f"the {name} of {self.key} is not callable: {function!r}")
        text(self.label, "label")
        text(self.hint, "hint")
        return self
