"""Generic classes, and the types of typing that people write bare."""

from __future__ import annotations

import json
import typing
from collections import Counter, deque
from collections.abc import Iterable, Mapping, MutableSequence, MutableSet, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, LiteralString, NamedTuple, TypeVar

import attrs
import msgspec
import pytest
from typing_extensions import NamedTuple as GenericNamedTuple
from typing_extensions import ParamSpec, TypedDict

from carrot.tasks import dialect
from carrot.tasks.arguments import Arguments
from carrot.tasks.nodes import Errors, node_for
from carrot.testing import check_laws

T = TypeVar("T")
P = ParamSpec("P")


@dataclass
class Change(Generic[T]):
    old: T
    new: T
    tags: list[str] = field(default_factory=list)


@dataclass
class Changes(Change[list[T]], Generic[T]):
    """Its own T is what the lists of the inherited fields hold."""

    reason: T | None = None


@dataclass
class Dates(Change[date]): ...


@attrs.define
class Crate(Generic[T]):
    inside: T


class Packet(msgspec.Struct, Generic[T]):
    load: T


class Entry(TypedDict, Generic[T]):
    value: T


class Entries(Entry[list[T]], Generic[T]):
    other: T


class Pair(GenericNamedTuple, Generic[T]):
    left: T
    right: dict[str, T]


@dataclass
class Tree(Generic[T]):
    value: T
    branches: list[Tree[T]] = field(default_factory=list)


@dataclass
class Wrapped(Generic[P]):
    name: str


class Plain(NamedTuple):
    left: Any


SPRING, WINTER = date(2030, 4, 1), date(2030, 12, 31)


@pytest.mark.parametrize(
    ("annotation", "values"),
    [
        (Change[date], [Change(SPRING, WINTER), Change(SPRING, SPRING, ["x"])]),
        (Change[list[int]], [Change([1], [])]),
        (Changes[int], [Changes([1], [2], reason=3), Changes([], [])]),
        (Dates, [Dates(SPRING, WINTER)]),
        (Crate[date], [Crate(SPRING)]),
        (Packet[date], [Packet(SPRING)]),
        (Entry[date], [{"value": SPRING}]),
        (Entries[int], [{"value": [1], "other": 2}]),
        (Pair[int], [Pair(1, {"a": 2})]),
        (Tree[int], [Tree(1, [Tree(2), Tree(3, [Tree(4)])])]),
        (Tree[date] | None, [None, Tree(SPRING, [Tree(WINTER)])]),
        (Change[int] | Change[str], [Change(1, 2), Change("1", "2")]),
        (Change, [Change(1, "a")]),
    ],
    ids=str,
)
def test_what_a_variable_stands_for_has_its_field(annotation: Any, values: list[Any]) -> None:
    check_laws(node_for(annotation), values=values)


@pytest.mark.parametrize("annotation", [Change[date], Crate[date], Packet[date], Entry[date]])
def test_a_value_of_another_type_is_refused_at_its_field(annotation: Any) -> None:
    errors = Errors()
    node = node_for(annotation)
    blank = node.form({})
    node.decode(dict.fromkeys(blank, "never"), (), errors)

    assert errors
    assert all(path[0] in blank for path in errors)


def test_two_trees_of_one_form_have_a_schema_each() -> None:
    def plant(one: Tree[int], other: Tree[date]) -> None: ...

    schema = Arguments(plant).schema()

    assert list(dialect.faults(schema)) == []
    assert len(schema["$defs"]) == 2


def test_a_branch_is_called_as_people_write_it_wherever_its_class_lives() -> None:
    schema = node_for(Change[date] | None).schema()

    assert [each["title"] for each in schema["oneOf"]] == ["None", "Change[date]"]


def test_a_class_of_other_variables_than_types_is_not_taken_for_one_of_them() -> None:
    node = node_for(Wrapped[[int, str]])

    assert node.fault or node.note


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (typing.List, [1, "a", None]),  # noqa: UP006 - as people write it
        (typing.Tuple, (1, "a")),  # noqa: UP006
        (typing.Set, {1, 2}),  # noqa: UP006
        (Sequence, [1, "a"]),
        (Iterable, ["a"]),
        (deque, deque([1])),
        (MutableSequence[int], [1]),
        (AbstractSet[int], {1, 2}),
        (MutableSet[int], {1}),
        (typing.Dict, {"a": [1]}),  # noqa: UP006
        (Mapping, {"a": 1}),
        (Counter, Counter("aab")),
        (LiteralString, "a"),
    ],
    ids=str,
)
def test_what_is_written_bare_is_read_like_the_class_that_it_names(
    annotation: Any, value: Any
) -> None:
    node = node_for(annotation)
    stored = json.loads(json.dumps(node.encode(value)))
    errors = Errors()

    assert node.decode(stored, (), errors) == value
    assert type(node.decode(stored, (), errors)) is type(value)
    assert not errors
    assert not node.fault


def test_an_empty_tuple_is_not_one_of_anything() -> None:
    errors = Errors()
    node_for(tuple[()]).decode([1], (), errors)

    assert errors


def test_a_name_that_is_not_resolved_is_written_without_what_python_makes_of_it() -> None:
    node = node_for(typing.Union[int, list["Nowhere"], "Nowhere"])  # type: ignore[name-defined]  # noqa: F821

    titles = [each["title"] for each in node.schema()["oneOf"]]
    assert "Nowhere" in titles
    assert not any("ForwardRef" in each for each in titles)
