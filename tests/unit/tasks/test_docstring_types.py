"""What docstrings say of types is a field; what they do not say clearly is left to the person."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import pytest

from carrot.tasks.arguments import Arguments
from carrot.tasks.docstring_types import type_of


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("int", int),
        ("integer", int),
        ("string", str),
        ("bool, optional", bool),
        ("datetime.datetime", datetime),
        ("Decimal", Decimal),
        ("uuid.UUID", UUID),
        ("list of str", list[str]),
        ("list of ints", list[int]),
        ("list[int]", list[int]),
        ("int or None", int | None),
        ("Optional[str]", str | None),
        ("{'a', 'b'}", Literal["a", "b"]),
        ("one of 'a', 'b'", Literal["a", "b"]),
        ("'a' or 'b'", Literal["a", "b"]),
    ],
)
def test_words_mean_types(words: str, kind: Any) -> None:
    assert type_of(words) == kind


@pytest.mark.parametrize(
    "words", ["", "object", "Order", "__import__('os')", "list of orders", "int or str", "callable"]
)
def test_what_is_not_understood_is_no_type(words: str) -> None:
    assert type_of(words) is None


def google(order, price, colour, more):  # type: ignore[no-untyped-def]
    """Do it.

    Args:
        order (int): The number.
        price (Decimal, optional): How much.
        colour ({'red', 'blue'}): Which.
        more (Order): Something else.
    """


def numpy(order, price, colour, more):  # type: ignore[no-untyped-def]
    """Do it.

    Parameters
    ----------
    order : int
        The number.
    price : Decimal, optional
        How much.
    colour : {'red', 'blue'}
        Which.
    more : Order
        Something else.
    """


def sphinx(order, price, colour, more):  # type: ignore[no-untyped-def]
    """Do it.

    :param int order: The number.
    :param price: How much.
    :type price: Decimal
    :param colour: Which.
    :type colour: 'red' or 'blue'
    :param more: Something else.
    :type more: Order
    """


@pytest.mark.parametrize("function", [google, numpy, sphinx])
def test_each_style_makes_the_same_form(function: Any) -> None:
    schema = Arguments(function).schema()["properties"]

    assert schema["order"]["type"] == "integer"
    assert schema["price"]["format"] == "number"
    assert [each["value"] for each in schema["colour"]["choices"]] == ["red", "blue"]
    assert "oneOf" in schema["more"]
    assert "The number." in schema["order"]["helpText"]


def test_code_may_still_pass_another_type() -> None:
    arguments = Arguments(google)
    document = arguments.bind(("seventeen", 5, "green", None), {})

    call = arguments.decode(document)
    assert [*call.args, *call.kwargs.values()] == ["seventeen", 5, "green", None]
