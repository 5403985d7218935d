"""A value whose kind is picked: parameters without an annotation, and `Any`."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from carrot.exceptions import ArgumentsError
from carrot.tasks.arguments import Arguments
from carrot.tasks.nodes import INVALID, Errors, node_for
from carrot.testing import check_laws

PLAIN = [None, True, 0, 1, 1.5, 10**30, "", "5", "null", "two words", "a\nb", '""', "007"]
NESTED = [[], [1, "a", None], [[1], {"a": 1}], {}, {"a": [1]}, {"__type__": "date", "value": "x"}]
MARKED = [
    *(date(2030, 1, 2), datetime(2030, 1, 2, 3, 4, tzinfo=UTC), time(3, 4), timedelta(1)),
    *(Decimal("1.50"), UUID(int=3)),
]


def bare(order, by=None, *more, **rest) -> None:  # type: ignore[no-untyped-def]
    """Without a type at all."""


BARE = Arguments(bare)


def test_any_value_keeps_the_laws() -> None:
    check_laws(
        Any,
        [*PLAIN, *NESTED, *MARKED],
        bad=[{"__type__": "none of them"}, {"__type__": "int", "value": "x"}, {"__type__": []}],
    )


@pytest.mark.parametrize("value", [*PLAIN, *NESTED])
def test_what_json_has_travels_as_it_is(value: Any) -> None:
    marked = isinstance(value, dict) and "__type__" in value
    expected = {"__type__": "json", "value": value} if marked else value

    assert BARE.bind((value,), {}) == {"order": expected}


@pytest.mark.parametrize("value", [*PLAIN, *NESTED, *MARKED])
def test_what_a_form_shows_is_the_value(value: Any) -> None:
    document = json.loads(json.dumps(BARE.bind((value,), {"by": value})))

    again = BARE.from_form(BARE.initial(document))

    call = BARE.decode(again)
    assert (call.kwargs["order"], type(call.kwargs["order"])) == (value, type(value))


@pytest.mark.parametrize(
    ("tag", "given", "value"),
    [
        ("text", "5", "5"),
        ("text", '""', ""),
        ("int", 5, 5),
        ("float", 5, 5.0),
        ("bool", True, True),
        ("date", "2030-01-02", date(2030, 1, 2)),
        ("list", [{"__type__": "int", "value": 1}, {"__type__": "text", "value": "1"}], [1, "1"]),
        ("json", '{"a": [1]}', {"a": [1]}),
    ],
)
def test_the_kind_that_is_picked_is_the_kind_that_arrives(tag: str, given: Any, value: Any) -> None:
    document = BARE.from_form({**BARE.initial(), "order": {"__type__": tag, "value": given}})

    arrived = BARE.decode(document).kwargs["order"]
    assert (arrived, type(arrived)) == (value, type(value))


def test_it_opens_on_text_and_one_that_may_be_none_on_none() -> None:
    assert BARE.initial()["order"] == {"__type__": "text", "value": ""}
    assert BARE.initial()["by"] == {"__type__": "none"}
    assert BARE.from_form({**BARE.initial(), "order": {"__type__": "int", "value": 1}}) == {
        "order": 1
    }


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"__type__": "text", "value": ""}, ("order", "value")),
        ({"__type__": "int", "value": None}, ("order", "value")),
        ({"__type__": "int", "value": 1.5}, ("order", "value")),
        ({"__type__": "date", "value": "2030-02-30"}, ("order", "value")),
        ({"__type__": "json", "value": "{"}, ("order", "value")),
        ({"__type__": "list", "value": [{"__type__": "int", "value": "x"}]}, ("order", "value", 0)),
        ({"__type__": "nothing"}, ("order",)),
    ],
)
def test_what_does_not_fit_the_kind_is_refused_at_its_place(data: Any, path: Any) -> None:
    with pytest.raises(ArgumentsError) as raised:
        BARE.from_form({**BARE.initial(), "order": data})

    assert [place[: len(path)] for place in raised.value.errors] == [path]


@pytest.mark.parametrize("value", [(1,), {1}, b"x", object(), float("nan")])
def test_code_cannot_send_what_would_arrive_as_something_else(value: Any) -> None:
    with pytest.raises(ArgumentsError, match="annotate the parameter with its type"):
        BARE.bind((value,), {})


def test_a_form_opens_on_the_kind_that_was_used_last() -> None:
    node = node_for(Any)

    assert node.blank_like(5) == {"__type__": "int", "value": None}  # type: ignore[attr-defined]
    assert node.blank_like([1]) == {"__type__": "list", "value": []}  # type: ignore[attr-defined]
    assert node.blank_like(None) == node.blank()  # type: ignore[attr-defined]


def test_broken_data_is_an_error_and_no_more() -> None:
    errors = Errors()

    assert node_for(Any).decode({"__type__": "list", "value": {"a": 1}}, (), errors) is INVALID
    assert list(errors) == [("value",)]


def test_a_new_form_opens_on_the_kinds_of_an_earlier_call() -> None:
    shown = BARE.initial({}, like={"order": 5, "by": "x", "gone": 1})

    assert shown["order"] == {"__type__": "int", "value": None}
    assert shown["by"] == {"__type__": "none"}
    assert BARE.initial({"order": "a"}, like={"order": 5})["order"]["value"] == "a"
