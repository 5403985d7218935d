"""Bounds and validators of Annotated; names that stand for types; factories of plugins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, NewType, TypeVar, Union

import pytest
from annotated_types import Ge, Gt, Interval, Le, Len, Lt, MaxLen, MultipleOf
from pydantic import AfterValidator, Field

from carrot.exceptions import ArgumentsError
from carrot.tasks.nodes import INVALID, Context, Errors, Node, factory, node_for
from carrot.tasks.nodes.text import TextNode


class TypeAliasType:
    """What `type Tree = list[Tree] | dict[str, Tree] | int` makes from Python 3.12 on."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name

    @property
    def __value__(self) -> Any:
        return list[self] | dict[int, self] | int  # type: ignore[valid-type]


def explode(value: Any) -> Any:
    raise RuntimeError("boom")


@pytest.mark.parametrize(
    ("annotation", "good", "bad"),
    [
        (Annotated[int, Ge(1), Le(10)], 10, 11),
        (Annotated[int, Gt(1)], 2, 1),
        (Annotated[float, Lt(1)], 0.5, 1.0),
        (Annotated[int, Interval(ge=1, lt=5)], 4, 5),
        (Annotated[int, MultipleOf(5)], 10, 11),
        (Annotated[str, Len(1, 3)], "abc", "abcd"),
        (Annotated[list[int], Len(1, 2)], [1], []),
        (Annotated[int, Field(ge=1)], 1, 0),
        (Annotated[str, Field(pattern="^a")], "ab", "b"),
        (Annotated[int, Ge(2**60)], 2**60, 1),
        (Annotated[Any, Ge(1)], 1, 0),
    ],
)
def test_bounds_hold_for_people_and_for_code(annotation: Any, good: Any, bad: Any) -> None:
    node, errors = node_for(annotation), Errors()
    plain = node.inner  # type: ignore[attr-defined]

    assert node.decode(node.encode(good), (), Errors()) == good
    assert node.decode(plain.encode(bad), ("x",), errors) is INVALID
    assert list(errors) == [("x",)]
    with pytest.raises(ArgumentsError):
        node.encode(bad)


def test_the_browser_is_told_what_it_can_check_and_the_person_the_rest() -> None:
    assert node_for(Annotated[int, Gt(0), Le(9)]).schema() == {
        "type": "integer",
        "minimum": 1,
        "maximum": 9,
    }
    assert node_for(Annotated[str, MaxLen(5)]).schema()["maxLength"] == 5
    assert node_for(Annotated[float, Gt(0)]).hint == "More than 0."
    # The length of a dict is not that of the JSON text in its box.
    assert "maxLength" not in node_for(Annotated[dict, MaxLen(5)]).schema()


def test_bounds_that_javascript_cannot_hold_make_the_number_a_text() -> None:
    assert node_for(Annotated[int, Le(2**60)]).schema()["type"] == "string"


def test_bounds_inside_a_list_are_reported_at_the_item() -> None:
    errors = Errors()

    node_for(list[Annotated[int, Ge(0)]]).decode([1, -1], ("x",), errors)

    assert list(errors) == [("x", 1)]


def test_a_bounded_optional_can_be_blank() -> None:
    node = node_for(Annotated[str, Len(2)] | None)

    assert node.decode("", (), Errors()) is None
    assert node.decode("a", (), Errors()) is INVALID


def test_a_validator_checks_but_does_not_change_the_value() -> None:
    assert node_for(Annotated[str, AfterValidator(str.upper)]).decode("a", (), Errors()) == "a"


def test_a_validator_that_breaks_is_an_error_of_its_argument() -> None:
    errors = Errors()

    assert node_for(Annotated[int, AfterValidator(explode)]).decode(1, ("x",), errors) is INVALID
    assert errors == {("x",): "RuntimeError: boom"}


def test_metadata_that_means_nothing_here_changes_nothing() -> None:
    assert node_for(Annotated[int, "a note", object()]) == node_for(int)


def test_names_that_stand_for_types_are_followed() -> None:
    number = TypeVar("number", int, str)
    bound = TypeVar("bound", bound=int)

    assert node_for(NewType("OrderId", int)) == node_for(int)
    assert node_for(bound) == node_for(int)
    assert node_for(number) == node_for(Union[int, str])  # noqa: UP007 - what a TypeVar means


def test_a_type_of_many_levels_ends_in_a_box() -> None:
    nested: Any = int
    for _level in range(200):
        nested = list[nested]

    assert node_for(nested).schema()["type"] == "array"


def test_a_type_that_contains_itself_ends_in_a_box() -> None:
    node = node_for(TypeAliasType("Tree"))

    assert "contains itself" in node.note


@pytest.fixture
def shouting() -> Iterator[None]:
    def loud(annotation: Any, context: Context) -> Node | None:
        return TextNode(long=True) if annotation == "loud" else None

    factory.register(loud)
    yield
    factory.unregister(loud)


@pytest.mark.usefixtures("shouting")
def test_a_registered_factory_is_asked_before_carrots_own() -> None:
    assert node_for("loud") == TextNode(long=True)
    assert node_for(int) == node_for(int)
