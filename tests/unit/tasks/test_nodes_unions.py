"""X | None and unions: the branch that went in is the one that comes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Optional

import pytest

from carrot.exceptions import ArgumentsError
from carrot.tasks.nodes import INVALID, Errors, node_for


class Colour(Enum):
    RED = 1


PLAIN = [
    (int | None, 7),
    (float | None, 0.5),
    (bool | None, False),
    (bool | None, True),
    (str | None, ""),
    (str | None, '""'),
    (str | None, "x"),
    (date | None, date(2024, 1, 1)),
    (Decimal | None, Decimal("1.0")),
    (Colour | None, Colour.RED),
    (Literal["a", 1] | None, 1),
    (dict | None, {"a": [1]}),
    (Any | None, "null"),
    (Any | None, [None]),
]


@pytest.mark.parametrize(("annotation", "value"), PLAIN)
def test_an_optional_value_arrives_as_it_was(annotation: Any, value: Any) -> None:
    node, errors = node_for(annotation), Errors()
    data = node.encode(value)

    for travelled in (data, node.form(data)):
        back = node.decode(travelled, (), errors)
        assert (back, type(back), errors) == (value, type(value), {})


@pytest.mark.parametrize("annotation", [annotation for annotation, _value in PLAIN])
def test_none_is_null_in_documents_and_blank_in_the_form(annotation: Any) -> None:
    node = node_for(annotation)

    assert node.encode(None) is None
    assert node.form(None) == node.blank()
    assert node.decode(None, (), Errors()) is None
    assert node.decode(node.blank(), (), Errors()) is None
    assert not node.requirable


def test_a_choice_can_be_taken_back() -> None:
    assert node_for(Colour | None).schema()["choices"][0] == {"title": "—", "value": ""}
    assert node_for(bool | None).schema()["choices"][0]["value"] == ""


def test_a_list_or_none_says_which() -> None:
    node = node_for(Optional[list[int]])  # noqa: UP045 - the old spelling must work too

    assert node.form(None) == {"__type__": "None"}
    assert node.form(node.encode([])) == {"__type__": "list[int]", "value": []}
    assert node.decode({"__type__": "None"}, (), Errors()) is None
    assert node.decode([1], (), Errors()) == [1]


@pytest.mark.parametrize("value", [1, 1.0, "1", date(2024, 1, 1), "2024-01-01", True, None])
def test_a_union_keeps_the_type_of_what_went_in(value: Any) -> None:
    node, errors = node_for(bool | int | float | str | date | None), Errors()
    data = node.encode(value)

    for travelled in (data, node.form(data)):
        back = node.decode(travelled, (), errors)
        assert (back, type(back), errors) == (value, type(value), {})


def test_the_none_branch_comes_first_and_each_has_its_hidden_tag() -> None:
    branches = node_for(int | date | None).schema()["oneOf"]

    assert [each["title"] for each in branches] == ["None", "int", "date"]
    assert [each["properties"]["__type__"]["const"] for each in branches] == [
        "None",
        "int",
        "date",
    ]
    assert "value" not in branches[0]["properties"]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"__type__": "int", "value": "x"}, ("u", "value")),
        ({"__type__": "int"}, ("u", "value")),
        ({"__type__": "float", "value": 1}, ("u",)),
        ({"__type__": ["int"], "value": 1}, ("u",)),
        ({"value": 1}, ("u",)),
        (5, ("u",)),
        (None, ("u",)),
    ],
)
def test_what_does_not_fit_is_an_error_at_its_place(data: Any, place: tuple[Any, ...]) -> None:
    errors = Errors()

    assert node_for(int | date).decode(data, ("u",), errors) is INVALID
    assert list(errors) == [place]


def test_a_type_that_nobody_can_fill_in_is_left_out_of_the_union() -> None:
    node = node_for(int | Callable[[], None])

    assert [each["title"] for each in node.schema()["oneOf"]] == ["int"]
    assert not node.fault
    assert "Callable" in node.note
    assert node_for(Callable[[], None] | None).fault


def test_a_value_of_none_of_the_types_is_not_sent() -> None:
    with pytest.raises(ArgumentsError, match="int or date"):
        node_for(int | date).encode("x")


def test_two_classes_of_one_name_are_two_types() -> None:
    other = Enum("Colour", "BLUE")
    node = node_for(Colour | other)

    assert node.decode(node.encode(other.BLUE), (), Errors()) is other.BLUE  # type: ignore[attr-defined]
    assert node.decode(node.encode(Colour.RED), (), Errors()) is Colour.RED
