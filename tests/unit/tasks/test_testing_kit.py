"""The kit that checks the laws of a type: what keeps them passes, and every breach is named."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from carrot.exceptions import ArgumentsError
from carrot.tasks.nodes.base import Node
from carrot.tasks.nodes.plugged import PluggedNode
from carrot.tasks.nodes.text import TextNode
from carrot.testing import check_laws, registered
from carrot.testing.exactness import exactly
from tests.plugins import money
from tests.plugins.money import MONEY, Length, Money

PRICES = [Money(Decimal("9.90")), Money(Decimal(-1), "JPY")]
BAD = ["9.90", {"amount": "x", "currency": "EUR"}, {"amount": "1", "currency": ""}]


def node(**changed: Any) -> Node:
    return PluggedNode("money", replace(MONEY, **changed), Money)


def decode(data: Any) -> Money:
    return Money(Decimal(data["amount"] or 1), data["currency"] or "EUR")


def test_what_keeps_the_laws_passes():
    with registered(money, "money"):
        check_laws(Money, PRICES, bad=BAD)
        check_laws(Length, [Length("m")], bad=["mile", 5])
        check_laws(list[Money] | None, [None, PRICES], bad=[[None]])
        check_laws(dict[Money, Length], [{PRICES[0]: Length("m")}])


@pytest.mark.parametrize(
    ("changed", "law"),
    [
        ({"encode": lambda each: {"amount": "1", "currency": "EUR"}}, "arrives as it was sent"),
        ({"decode": lambda data: decode({**data, "currency": "EUR"})}, "arrives as it was sent"),
        ({"decode": decode}, "is refused, and not taken as"),
        ({"schema": {**MONEY.schema, "required": True}}, "The form can show its schema"),
        ({"blank": {"amount": ""}}, "Its blank fits"),
        (
            {"form": lambda data: {**data, "amount": "2"}, "decode": money.decoded},
            "survives its form",
        ),
    ],
)
def test_a_breach_in_a_plugin_is_named(changed, law):
    with pytest.raises(AssertionError, match=law):
        check_laws(node(**changed), PRICES, bad=BAD)


SHARED = {"type": "string"}


def _raises(self: Node, data: Any, path: Any, errors: Any) -> Any:
    return data.strip()


def _misplaced(self: Node, data: Any, path: Any, errors: Any) -> Any:
    return data if isinstance(data, str) else errors.add(("y",), "No.")


def _silent(self: Node, data: Any, path: Any, errors: Any) -> Any:
    return data if data == "a" else errors.add(path, " ")


def _spoils(self: Node, data: Any, path: Any, errors: Any) -> Any:
    if isinstance(data, list | dict):
        data.clear()
    return TextNode.decode(self, data, path, errors)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "function", "law"),
    [
        ("schema", lambda self: SHARED, "made anew each time"),
        ("schema", lambda self: {"type": "null"}, "its type is 'null'"),
        ("decode", _raises, None),
        ("decode", _misplaced, "has a place"),
        ("decode", _silent, "says what is wrong"),
        ("decode", _spoils, "Decoding does not change"),
        ("form", lambda self, data: data.strip(), "whatever is stored is shown"),
        ("form", lambda self, data: [data], "fits its schema"),
        ("encode", lambda self, value: f"{value} ", "arrives as it was sent"),
        ("blank", lambda self: [], "Its blank fits"),
        ("fault", property(lambda self: "Nobody."), "It can be filled in: Nobody."),
    ],
)
def test_a_breach_in_a_node_is_named(method, function, law):
    broken = type("Broken", (TextNode,), {method: function})

    with pytest.raises(AssertionError if law else AttributeError, match=law):
        check_laws(broken(), ["a"], bad=["b"])


def test_a_value_that_cannot_be_sent_is_no_value_of_the_type():
    with pytest.raises(ArgumentsError):
        check_laws(int, ["1"])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, True, False),
        (1, 1.0, False),
        ("a", "a", True),
        (float("nan"), float("nan"), True),
        ([1, (2,)], [1, (2,)], True),
        ([1, (2,)], [1, [2]], False),
        ({"a": 1}, {"a": True}, False),
        ({1: "a"}, {True: "a"}, False),
        ({1, 2}, {2, 1}, True),
        ({1}, {1.0}, False),
        (deque([1]), deque([1.0]), False),
        (date(2030, 1, 1), date(2030, 1, 1), True),
        (Money(Decimal(1)), Money(Decimal(1)), True),
        (Money(Decimal(1)), Money(1), False),
        (Decimal("1.0"), Decimal("1.00"), False),
    ],
)
def test_values_are_the_same_to_the_last_type_inside(one, other, same):
    assert exactly(one, other) is same
