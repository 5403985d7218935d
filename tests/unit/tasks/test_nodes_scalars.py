"""Numbers, texts, booleans and None: what goes through, and what is refused in which words."""

from __future__ import annotations

import enum
import math
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.utils.safestring import SafeString

from carrot.exceptions import ArgumentsError
from carrot.tasks.nodes import INVALID, Errors, node_for
from carrot.tasks.nodes.reading import TYPED


class Level(enum.IntEnum):
    LOW = 1


@pytest.mark.parametrize(
    ("annotation", "value", "data"),
    [
        (int, 5, 5),
        (int, -(2**70), -(2**70)),
        (float, 0.1, 0.1),
        (float, -math.inf, "-inf"),
        (bool, False, False),
        (str, "", ""),
        (str, '""', '""'),
        (None, None, None),
        (Decimal, Decimal("19.90"), "19.90"),
        (Decimal, Decimal("-1E+30"), "-1E+30"),
        (UUID, UUID(int=5), "00000000-0000-0000-0000-000000000005"),
    ],
)
def test_a_value_travels_as_json_and_arrives_as_it_was(
    annotation: Any, value: Any, data: Any
) -> None:
    node, errors = node_for(annotation), Errors()

    encoded = node.encode(value)
    back = node.decode(encoded, (), errors)

    assert (encoded, type(encoded)) == (data, type(data))
    assert (back, type(back), errors) == (value, type(value), {})


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (int, "5"),
        (int, True),
        (int, 5.0),
        (int, None),
        (int, 10**1001),
        (float, "0.1"),
        (float, True),
        (float, 10**400),
        (bool, 1),
        (str, b"bytes"),
        (str, "with \x00 in it"),
        (str, "half \ud800"),
        (None, 0),
        (Decimal, 1),
        (Decimal, Decimal("NaN")),
        (Decimal, Decimal("1E+99999999")),
        (UUID, "00000000-0000-0000-0000-000000000005"),
    ],
)
def test_a_python_value_of_another_type_is_not_sent(annotation: Any, value: Any) -> None:
    with pytest.raises(ArgumentsError):
        node_for(annotation).encode(value)


@pytest.mark.parametrize(
    ("annotation", "data", "value"),
    [
        (int, "9007199254740993", 9007199254740993),
        (int, " 7 ", 7),
        (int, 7.0, 7),
        (float, 3, 3.0),
        (float, "2.5", 2.5),
        (bool, None, False),
        (bool, "true", True),
        (Decimal, 19.9, Decimal("19.9")),
        (Decimal, 3, Decimal(3)),
        (UUID, "00000000000000000000000000000005", UUID(int=5)),
        (None, "", None),
    ],
)
def test_what_controls_and_people_write_is_understood(
    annotation: Any, data: Any, value: Any
) -> None:
    errors = Errors()
    back = node_for(annotation).decode(data, ("x",), errors)

    assert (back, type(back), errors) == (value, type(value), {})


@pytest.mark.parametrize(
    ("annotation", "data"),
    [
        (int, None),
        (int, ""),
        (int, True),
        (int, 1.5),
        (int, "1e3"),
        (int, "\u0661"),
        (int, "9" * 5000),
        (int, [1]),
        (float, None),
        (float, "0x1p3"),
        (float, "1e999"),
        (float, math.nan),
        (float, 10**400),
        (bool, 1),
        (bool, "yes"),
        (str, None),
        (str, 5),
        (str, "\x00"),
        (Decimal, ""),
        (Decimal, "NaN"),
        (Decimal, True),
        (Decimal, "1" * 2000),
        (UUID, "not one"),
        (UUID, 5),
        (None, "null"),
    ],
)
def test_what_does_not_fit_is_an_error_at_its_place(annotation: Any, data: Any) -> None:
    errors = Errors()

    assert node_for(annotation).decode(data, ("lines", 3), errors) is INVALID
    assert list(errors) == [("lines", 3)]
    assert errors["lines", 3].strip()


def test_a_subclass_arrives_as_the_plain_value_that_was_promised() -> None:
    assert type(node_for(int).encode(Level.LOW)) is int
    assert type(node_for(str).encode(SafeString("<b>"))) is str
    assert type(node_for(float).encode(3)) is float


def test_a_browser_rounds_large_numbers_so_they_are_refused_from_there_only() -> None:
    assert node_for(int).decode(2**53, ("n",), Errors(TYPED)) is INVALID
    assert node_for(int).decode(2**53, ("n",), Errors()) == 2**53
    assert node_for(int).decode(str(2**53 + 1), ("n",), Errors(TYPED)) == 2**53 + 1


def test_a_large_number_gets_a_control_that_keeps_it_exact() -> None:
    node = node_for(int)

    assert node.schema() == {"type": "integer"}
    assert node.fitting(2**60).schema() == {"type": "string", "format": "number"}
    assert node.fitting(2**60).form(2**60) == str(2**60)


def test_only_a_control_that_can_be_blank_may_be_required() -> None:
    assert node_for(int).requirable
    assert not node_for(bool).requirable
    assert not node_for(str).requirable
    assert node_for(str).when_required().requirable


def test_two_quotes_are_the_empty_text_where_blank_means_something_else() -> None:
    node = node_for(str).when_required()
    read = [node.decode(text, (), Errors()) for text in ('""', '"', '""""', "a")]

    assert node.encode("") == '""'
    assert read == ["", '"', '""', "a"]


def test_a_long_text_gets_a_large_box() -> None:
    assert "widget" not in node_for(str).fitting("short").schema()
    assert node_for(str).fitting("two\nlines").schema()["widget"] == "textarea"


def test_infinity_can_be_seen_in_the_form() -> None:
    assert node_for(float).fitting("inf").schema() == {"type": "string"}
    assert node_for(float).fitting(1.5).schema() == {"type": "number"}


@pytest.mark.parametrize("data", [1e30, -1e20, 2**53 + 1, 10**30])
def test_a_number_that_a_browser_has_rounded_is_said_to_be_too_large_for_its_field(data):
    errors = Errors(TYPED)

    assert node_for(int).decode(data, ("n",), errors) is INVALID
    assert "use the JSON view" in errors["n",]
