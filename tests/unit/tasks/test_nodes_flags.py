"""Flags and sets of choices are ticked; Django's validators and dict's relatives."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from enum import Enum, Flag, IntFlag, auto
from typing import Annotated, Any, Literal

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    MinValueValidator,
    RegexValidator,
    validate_slug,
)

from carrot.exceptions import ArgumentsError
from carrot.tasks.nodes import INVALID, Errors, node_for
from carrot.testing import check_laws


class Channel(Flag):
    EMAIL = auto()
    PHONE = auto()
    BOTH = EMAIL | PHONE


class Mode(IntFlag):
    READ = 4
    WRITE = 2


class Size(Enum):
    S = 1
    L = 2


@pytest.mark.parametrize(
    ("annotation", "values", "bad"),
    [
        (
            Channel,
            [Channel(0), Channel.EMAIL, Channel.BOTH],
            [["POST"], "EMAIL", ["EMAIL", "EMAIL"], [1]],
        ),
        (Mode, [Mode.READ, Mode.READ | Mode.WRITE], [["EXECUTE"]]),
        (set[Size], [set(), {Size.S, Size.L}], [["M"], ["S", "S"]]),
        (frozenset[Literal["a", "b"]], [frozenset(), frozenset("ab")], [["c"]]),
        (Counter[str], [Counter("aab")], [[{"key": "a", "value": "x"}]]),
        (OrderedDict[str, int], [OrderedDict(b=1, a=2)], ["x"]),
        (Annotated[int, MinValueValidator(3)], [3, 4], [2]),
        (Annotated[str, RegexValidator("^[a-z]+$")], ["abc"], ["ABC"]),
        (Annotated[str, validate_slug], ["a-b"], ["a b"]),
        (list[Annotated[str, MaxLengthValidator(2)]], [["ab"]], [["abc"]]),
    ],
    ids=str,
)
def test_they_keep_the_laws(annotation: Any, values: list[Any], bad: list[Any]) -> None:
    assert not node_for(annotation).note
    check_laws(annotation, values, bad=bad)


def test_a_default_dict_knows_its_default_again() -> None:
    node = node_for(defaultdict[str, list[int]])
    given = defaultdict(list, a=[1])

    back = node.decode(node.encode(given), (), Errors())

    assert (type(back), back) == (defaultdict, given)
    assert back["new"] == []


@pytest.mark.parametrize("annotation", [Channel, set[Size], set[Literal["a", "b"]]])
def test_what_may_be_there_once_is_ticked(annotation: Any) -> None:
    assert node_for(annotation).schema()["items"]["widget"] == "multiselect"


def test_a_flag_of_a_bit_without_a_name_is_not_sent() -> None:
    with pytest.raises(ArgumentsError, match="that its names make up"):
        node_for(Mode).encode(Mode(8))


def test_a_validator_says_what_it_says() -> None:
    def odd(value: int) -> None:
        if not value % 2:
            raise ValidationError("Not odd.")

    class Odd(MinValueValidator):
        def __call__(self, value: int) -> None:
            odd(value)

    errors = Errors()

    assert node_for(Annotated[int, Odd(1)]).decode(2, ("n",), errors) is INVALID
    assert errors == {("n",): "Not odd."}


def test_a_limit_is_told() -> None:
    assert "At least 3." in node_for(Annotated[int, MinValueValidator(3)]).hint
