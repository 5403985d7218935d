"""Annotations in few words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, NewType, Optional, TypeVar, Union

import pytest
from annotated_types import Ge

from carrot.tasks.type_text import annotation_text

T = TypeVar("T")
Number = NewType("Number", int)


class Change(Generic[T]): ...


class Rude(type):
    def __repr__(cls) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("annotation", "text"),
    [
        (int, "int"),
        (None, "None"),
        (date, "date"),
        (dict[str, list[Decimal]], "dict[str, list[Decimal]]"),
        (tuple[int, ...], "tuple[int, ...]"),
        (int | None, "int | None"),
        (Optional[date], "date | None"),  # noqa: UP045 - as people write it
        (Union[int, "str"], "int | str"),
        (Annotated[int, Ge(1)], "int"),
        (list[Annotated[int, Ge(1)]] | None, "list[int] | None"),
        (Literal["a.b", 1, None], "Literal['a.b', 1, None]"),
        (Callable[[date], None], "Callable[[date], None]"),
        (Change[date], "Change[date]"),
        (Number, "Number"),
        ("shop.models.Order", "Order"),
        ("Literal['a.b'] | shop.Order", "Literal['a.b'] | Order"),
        (Any, "Any"),
    ],
    ids=str,
)
def test_a_type_is_written_as_people_would(annotation: Any, text: str) -> None:
    assert annotation_text(annotation) == text


def test_an_address_in_memory_is_no_part_of_it() -> None:
    assert "0x" not in annotation_text(object())


def test_a_class_that_cannot_be_shown_has_the_name_of_what_it_is() -> None:
    made = Rude("Made", (), {"__class_getitem__": None})

    assert annotation_text(made) == "Made"
    assert annotation_text(Annotated[made, 1]) == "Made"
