"""Where in a form something stands, as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from carrot.exceptions import ArgumentsError
from carrot.monitor.forms.places import labels
from carrot.tasks.arguments import Arguments


@dataclass
class Line:
    unit_price: int
    branches: list[Line] = field(default_factory=list)


def ship(
    order: int,
    lines: list[Line],
    prices: dict[str, int],
    due: date | list[int] | None = None,
    constructor: str = "",
) -> None: ...


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("order",), "Order"),
        (("lines", 0), "Lines 1"),
        (("lines", 1, "unit_price"), "Lines 2: Unit price"),
        (("lines", 0, "branches", 2, "unit_price"), "Lines 1: Branches 3: Unit price"),
        (("prices", 0, "value"), "Prices 1: Value"),
        (("due", "value"), "Due"),
        (("due", "value", 4), "Due 5"),
        (("currency",), ""),
        (("order", "nothing"), ""),
        (("order", 0), ""),
    ],
    ids=str,
)
def test_a_path_is_said_by_the_labels_on_its_way(path: Any, said: str) -> None:
    assert labels(Arguments(ship).schema(), path) == said


def test_every_error_of_a_form_has_labels() -> None:
    arguments = Arguments(ship)
    schema = arguments.schema()
    bad = {
        **arguments.initial(),
        "lines": [{"unit_price": "x", "branches": [{"unit_price": None, "branches": []}]}],
        "prices": [{"key": "a", "value": "x"}, {"key": "a", "value": 1}],
        "due": {"__type__": "date", "value": "never"},
    }

    with pytest.raises(ArgumentsError) as raised:
        arguments.from_form(bad)

    said = [labels(schema, path) for path in raised.value.errors]
    assert len(said) >= 5
    assert all(said)
