"""One of a list that is made when it is needed: `Annotated[str, Choices(regions)]`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Manager, Model, QuerySet
from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.json_text import load_json, show_json
from carrot.tasks.nodes.base import INVALID, Errors, Node
from carrot.tasks.nodes.models import ModelNode
from carrot.tasks.nodes.wrapping import WrappingNode

MOST = 1000
"""A longer list is not shown: one types a value, which is looked for in it."""
WORD = "listed"
"""What stands in a schema for the choices that are still to be asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """A list to choose from, for `Annotated`: `Annotated[str, Choices(regions)]`.

    `source` is a function without parameters, asked whenever a form is shown, a form is checked
    and a message is published or run; or the list itself. It gives values, pairs of a value and
    a label as Django's choices are, or a mapping of values to labels: a `values_list` of one or
    two fields is that. Around a model it gives the queryset of the rows that may be chosen.
    """

    source: Callable[[], Any] | Iterable[Any]

    def __post_init__(self) -> None:
        if not callable(self.source) and not isinstance(self.source, Iterable):
            kind = type(self.source).__name__
            raise TypeError(f"Choices takes a function or a list, not a {kind}")

    @property
    def name(self) -> str:
        """Tells the source from others in an address."""
        code = getattr(self.source, "__code__", None)
        place = f".{code.co_firstlineno}" if code else ""
        name = getattr(self.source, "__qualname__", type(self.source).__qualname__)
        return f"{getattr(self.source, '__module__', '')}.{name}{place}"

    def given(self) -> Any:
        """What the source gives now. Raises whatever it raises."""
        return self.source() if callable(self.source) else self.source

    def rows(self, kind: type[Model]) -> QuerySet[Any]:
        """The rows of a model that may be chosen; `TypeError` if the source gives others."""
        found = self.given()
        found = found.all() if isinstance(found, Manager) else found
        if not isinstance(found, QuerySet) or not issubclass(found.model, kind):
            wanted = f"a queryset of {kind.__name__}"
            raise TypeError(f"Choices gave a {type(found).__name__}; give {wanted}")
        return found

    def pairs(self) -> Iterator[tuple[Any, str]]:
        """The values with their labels."""
        found = self.given()
        if isinstance(found, Mapping):
            found = found.items()
        if isinstance(found, str | bytes) or not isinstance(found, Iterable):
            raise TypeError(f"Choices gave a {type(found).__name__}; give a list")
        return map(_pair, found)


def _pair(given: Any) -> tuple[Any, str]:
    value, label = given if isinstance(given, tuple) and len(given) == 2 else (given, given)
    if isinstance(given, tuple) and len(given) == 1:
        value = label = given[0]
    return value, str(label)


@dataclass(frozen=True)
class ListedNode(WrappingNode):
    """A value of another node that is in a list. Nothing asks for the list but `filled`, for a
    form, and `check`, where a document is about to be used.
    """

    choices: Choices = field(kw_only=True, compare=False)

    @property
    def structure(self) -> Any:
        return WORD

    @property
    def requirable(self) -> bool:
        return True

    def schema(self) -> dict[str, Any]:
        return {"type": "string", WORD: self}

    def blank(self) -> Any:
        return ""

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        tried = errors.fresh()
        value = self.inner.decode(data, path, tried)
        if value is INVALID and isinstance(data, str):
            value = self._from_key(data, path, errors)
        if value is INVALID:
            return errors.add(path, _("Choose one of the list."))
        errors.listed.append((path, self, self._key(value)))
        return value

    def form(self, data: Any) -> Any:
        return "" if data is None else _spelt(data)

    def fitting(self, data: Any) -> Node:
        return self

    def is_blank(self, data: Any) -> bool:
        return data is None or data == ""

    def options(self) -> Iterator[tuple[str, str]]:
        """The keys with their labels. Raises what the source raises, and for a wrong value."""
        return ((self._key(value), label) for value, label in self.choices.pairs())

    def keys(self) -> set[str]:
        """All keys there are."""
        return {key for key, _label in self.options()}

    def _key(self, value: Any) -> str:
        return _spelt(self.inner.encode(value))

    def _from_key(self, text: str, path: Path, errors: Errors) -> Any:
        """The value of what a choice submits for a type that travels as other JSON than text."""
        try:
            return self.inner.decode(load_json(text), path, errors.fresh())
        except ArgumentsError:
            return INVALID


def _spelt(data: Any) -> str:
    return data if isinstance(data, str) else show_json(data)


def narrowed(node: Node, metadata: Iterable[Any]) -> Node:
    """The node with the first `Choices` of `Annotated` around it, if there is one."""
    found = next((each for each in metadata if isinstance(each, Choices)), None)
    if found is None:
        return node
    if isinstance(node, ModelNode):
        return node.within(found)
    return ListedNode(node, choices=found)


def is_listed(node: Node) -> bool:
    """Whether its values have to be in a list, or its rows in a queryset."""
    return isinstance(node, ListedNode) or (
        isinstance(node, ModelNode) and node.choices is not None
    )


def filled(schema: Any, known: dict[int, Any] | None = None) -> Any:
    """A copy of a schema with the choices that its lists give now; each is asked once."""
    known = {} if known is None else known
    if isinstance(schema, list):
        return [filled(each, known) for each in schema]
    if not isinstance(schema, dict):
        return schema
    node = schema.get(WORD)
    inner = {key: filled(each, known) for key, each in schema.items() if each is not node}
    if not isinstance(node, ListedNode):
        return inner
    if id(node) not in known:
        known[id(node)] = _asked(lambda: list(islice(node.options(), MOST + 1)))
    options, fault = known[id(node)]
    if fault:
        inner["helpText"] = f"{inner.get('helpText', '')} {fault}".strip()
    elif len(options) <= MOST:
        blank = [] if inner.get("required") else [("", "—")]
        inner["choices"] = [{"title": title, "value": key} for key, title in (*blank, *options)]
    return inner


def check(errors: Errors) -> None:
    """Refuse what is not in its list; each list is asked once."""
    known: dict[int, tuple[Any, str]] = {}
    for path, node, key in errors.listed:
        if id(node) not in known:
            known[id(node)] = _asked(node.keys)
        keys, fault = known[id(node)]
        if fault:
            errors.add(path, fault)
        elif key not in keys:
            errors.add(path, _("Choose one of the list."))


def _asked(ask: Callable[[], Any]) -> tuple[Any, str]:
    """The answer, or why there is none."""
    try:
        return ask(), ""
    except Exception as error:  # the project's own function
        words = {"fault": f"{type(error).__name__}: {error}"[:200]}
        return (), _("The list to choose from cannot be had: %(fault)s.") % words
