"""What is typed behind `carrot_send TASK`: lists by repetition, yes and no by flags."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import pytest

from carrot.exceptions import ArgumentsError
from carrot.management.shell_call import read
from carrot.management.shell_help import help_of
from carrot.tasks import Task


def ship(
    order: int,
    tags: list[str] = [],  # noqa: B006 - as people write it
    prices: tuple[Decimal, ...] = (),
    notify: bool = False,
    loud: bool | None = None,
    colours: set[Literal["red", "blue"]] = set(),  # noqa: B006
    no_stock: bool = False,
    note="",
    **more: int,
) -> None:
    """Ship an order."""


def typed(*words: str) -> dict[str, object]:
    call = read(Task(ship, name="shop.ship"), words, {})
    document = call.document()
    Task(ship, name="shop.ship").arguments.decode(document)
    return document


@pytest.mark.parametrize(
    ("words", "document"),
    [
        ("7 --tags red --tags 17 --tags=--x", {"order": 7, "tags": ["red", "17", "--x"]}),
        ("7 --tags red", {"order": 7, "tags": ["red"]}),
        ('7 --tags ["a","b"]', {"order": 7, "tags": ["a", "b"]}),
        ("7 --prices 9.90 --prices 12.50", {"order": 7, "prices": ["9.90", "12.50"]}),
        ("7 --colours red --colours blue", {"order": 7, "colours": ["red", "blue"]}),
        ("--notify 7", {"order": 7, "notify": True}),
        ("7 --notify", {"order": 7, "notify": True}),
        ("7 --notify --tags a", {"order": 7, "notify": True, "tags": ["a"]}),
        ("7 --no-notify", {"order": 7, "notify": False}),
        ("7 --notify false", {"order": 7, "notify": False}),
        ("7 --notify=true", {"order": 7, "notify": True}),
        ("7 --loud", {"order": 7, "loud": True}),
        ("7 --no-loud", {"order": 7, "loud": False}),
        ("7 --no-stock", {"order": 7, "no_stock": True}),  # a parameter of that very name
        ("7 --no-no-stock", {"order": 7, "no_stock": False}),
        ("7 --weight 3", {"order": 7, "more": [{"key": "weight", "value": 3}]}),
    ],
)
def test_what_is_typed_becomes_the_arguments(words, document):
    assert typed(*words.split()) == document


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--order 7 --order 8", "order: Given twice"),
        ("7 --weight 3 --weight 4", "weight: Given twice"),
        ("7 --no-tags", "has no value"),
        ("7 --colours green", "colours"),
        ("7 --prices many --prices 1", "prices"),
        ("7 --order", "--order has no value"),
    ],
)
def test_a_mistake_is_said(words, said):
    with pytest.raises(ArgumentsError, match=said):
        typed(*words.split())


def test_the_help_tells_of_both():
    usage = help_of(Task(ship, name="shop.ship")).splitlines()[0]
    assert "[--tags VALUE ...]" in usage
    assert "[--notify|--no-notify]" in usage
