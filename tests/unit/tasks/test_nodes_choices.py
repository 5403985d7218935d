"""Literal and Enum."""

from __future__ import annotations

import enum
from typing import Any, Literal

import pytest
from django.db.models import TextChoices

from carrot.exceptions import ArgumentsError
from carrot.tasks.nodes import INVALID, Errors, node_for

Mixed = Literal[1, "1", True, None, "null", "", 2]


class Colour(enum.Enum):
    RED = 1
    PAIR = (2, 3)
    CRIMSON = 1  # noqa: PIE796 - an alias


class Level(enum.IntEnum):
    LOW = 0
    HIGH = 1


class Status(TextChoices):
    PAID = "paid", "Paid in full"
    OPEN = "open"


@pytest.mark.parametrize("value", [1, "1", True, None, "null", "", 2])
def test_literals_of_several_types_are_never_confused(value: Any) -> None:
    node, errors = node_for(Mixed), Errors()

    back = node.decode(node.encode(value), (), errors)

    assert (back, type(back), errors) == (value, type(value), {})


def test_json_written_by_hand_may_give_the_value_itself() -> None:
    node = node_for(Mixed)

    assert node.decode(True, (), Errors()) is True
    assert type(node.decode(1, (), Errors())) is int
    assert node.decode(None, (), Errors()) is None


def test_every_choice_is_a_text_that_the_editor_cannot_convert() -> None:
    values = [choice["value"] for choice in node_for(Mixed).schema()["choices"]]

    assert all(isinstance(value, str) and value for value in values)
    assert len(set(values)) == 7


def test_plain_texts_are_shown_as_they_are() -> None:
    assert node_for(Literal["a", "b"]).schema() == {
        "type": "string",
        "choices": [{"title": "a", "value": "a"}, {"title": "b", "value": "b"}],
    }


@pytest.mark.parametrize("value", [1.0, False, "2", "one"])
def test_a_literal_takes_only_what_it_lists(value: Any) -> None:
    with pytest.raises(ArgumentsError):
        node_for(Mixed).encode(value)


@pytest.mark.parametrize("member", [Colour.RED, Colour.PAIR, Level.LOW, Level.HIGH, Status.OPEN])
def test_a_member_travels_by_its_name(member: enum.Enum) -> None:
    node = node_for(type(member))

    assert node.encode(member) == member.name
    assert node.decode(member.name, (), Errors()) is member


def test_labels_are_shown_and_aliases_are_not() -> None:
    assert node_for(Status).schema()["choices"][0] == {"title": "Paid in full", "value": "PAID"}
    assert [choice["value"] for choice in node_for(Colour).schema()["choices"]] == ["RED", "PAIR"]
    assert node_for(Colour).decode("CRIMSON", (), Errors()) is Colour.RED


def test_a_status_read_from_a_database_field_is_its_member() -> None:
    assert node_for(Status).encode("paid") == "PAID"
    assert node_for(Level).encode(1) == "HIGH"


@pytest.mark.parametrize(("kind", "value"), [(Level, True), (Colour, 1), (Status, "unknown")])
def test_what_is_no_member_is_not_sent(kind: Any, value: Any) -> None:
    with pytest.raises(ArgumentsError):
        node_for(kind).encode(value)


@pytest.mark.parametrize("data", [None, "", "red", True, 5, ["RED"], {"name": "RED"}])
def test_what_is_no_choice_is_an_error_at_its_place(data: Any) -> None:
    for annotation in (Colour, Level, Literal["a", 3]):
        errors = Errors()

        assert node_for(annotation).decode(data, ("c",), errors) is INVALID
        assert list(errors) == [("c",)]


def test_values_are_taken_from_json_written_by_hand() -> None:
    assert node_for(Colour).decode(1, (), Errors()) is Colour.RED
    assert node_for(Status).decode("paid", (), Errors()) is Status.PAID
    assert node_for(Status).form("paid") == "PAID"
