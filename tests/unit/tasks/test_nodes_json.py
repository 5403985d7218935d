"""JSON boxes: for Any, for what says nothing of its content, and for types pydantic knows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

import pytest
from django.http import HttpRequest
from pydantic import BaseModel

from carrot.exceptions import ArgumentsError
from carrot.tasks.nodes import INVALID, Errors, node_for


@dataclass
class Line:
    sku: str
    due: date


class Point(NamedTuple):
    x: int
    y: int


class Order(BaseModel):
    number: int
    lines: list[Line] = []


class Options(TypedDict, total=False):
    retries: int


ANYTHING = [None, True, 1, 1.0, 10**30, "word", "two words", "5", "null", "", '"q"', "{", "[x]"]


@pytest.mark.parametrize("value", [*ANYTHING, [], {}, {"a": [1, {"b": None}]}])
def test_anything_plain_arrives_as_it_was(value: Any) -> None:
    node, errors = node_for(Any), Errors()
    data = node.encode(value)

    for travelled in (data, node.form(data)):
        back = node.decode(travelled, (), errors)
        assert (back, type(back), errors) == (value, type(value), {})


@pytest.mark.parametrize("value", [(1,), {1: 2}, {1}, math.nan, b"x", object()])
def test_what_json_would_change_is_not_sent_and_the_remedy_is_named(value: Any) -> None:
    with pytest.raises(ArgumentsError, match="annotate the parameter"):
        node_for(Any).encode(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("word", "word"), ("007", "007"), ("12 px", "12 px"), ('"5"', "5"), ("[1, 2]", [1, 2])],
)
def test_a_plain_word_needs_no_quotes(text: str, value: Any) -> None:
    assert node_for("Nowhere").decode(text, (), Errors()) == value


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "1e400", "[" * 100_000, '{"a": 1', "[1,"])
def test_broken_json_is_not_mistaken_for_a_word(text: str) -> None:
    errors = Errors()

    assert node_for("Nowhere").decode(text, ("x",), errors) is INVALID
    assert list(errors) == [("x",)]


def test_what_a_task_does_to_its_argument_leaves_the_document_as_it_was() -> None:
    document = {"a": [1]}

    node_for(Any).decode(document, (), Errors())["a"].append(2)

    assert document == {"a": [1]}


@pytest.mark.parametrize(
    ("annotation", "text"), [(dict, "[]"), (list, "{}"), (dict[str, Any], "5"), (dict, "word")]
)
def test_a_box_for_one_shape_refuses_the_other(annotation: Any, text: str) -> None:
    errors = Errors()

    assert node_for(annotation).decode(text, ("x",), errors) is INVALID
    assert list(errors) == [("x",)]


@pytest.mark.parametrize("annotation", [dict, dict[str, Any]])
def test_a_box_says_why_there_is_no_better_field(annotation: Any) -> None:
    assert node_for(annotation).schema()["widget"] == "textarea"
    assert node_for(annotation).note


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (Line, Line("a", date(2024, 1, 1))),
        (Point, Point(1, 2)),
        (Order, Order(number=1, lines=[Line("a", date(2024, 1, 1))])),
        (tuple[int, date], (1, date(2024, 1, 1))),
        (Options, {"retries": 1}),
        (Path, Path("/tmp/x")),
        (Path, Path("5")),
        (IPv4Address, IPv4Address("127.0.0.1")),
        (bytes, b"\xff\x00"),
        (list[Line], [Line("a", date(2024, 1, 1))]),
    ],
)
def test_types_that_pydantic_knows_arrive_as_themselves(annotation: Any, value: Any) -> None:
    node, errors = node_for(annotation), Errors()
    data = node.encode(value)

    for travelled in (data, node.form(data)):
        back = node.decode(travelled, (), errors)
        assert (back, type(back), errors) == (value, type(value), {})


def test_what_pydantic_finds_is_said_at_the_box() -> None:
    errors = Errors()

    assert node_for(IPv4Address).decode('"no address"', ("host",), errors) is INVALID
    assert list(errors) == [("host",)]
    assert "IPv4" in errors["host",]


@pytest.mark.parametrize("value", [{"sku": "a"}, Point(1, 2), None, "x"])
def test_an_object_of_another_type_is_not_sent(value: Any) -> None:
    with pytest.raises(ArgumentsError):
        node_for(Line).encode(value)


@pytest.mark.parametrize("annotation", [HttpRequest, Callable[[], int], Iterator[int], type[int]])
def test_what_nobody_can_fill_in_says_so(annotation: Any) -> None:
    node, errors = node_for(annotation), Errors()

    assert node.fault
    assert node.decode("x", ("x",), errors) is INVALID
    assert list(errors) == [("x",)]
    with pytest.raises(ArgumentsError):
        node.encode(object())
