"""The codec of one function: calls, documents, and what people read of them."""

from __future__ import annotations

import dataclasses
import json
import operator
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr

from carrot.exceptions import ArgumentsError
from carrot.tasks.arguments import Arguments, Call
from carrot.tasks.spelling import value_text
from tests.unit.tasks.signatures import Reason, every_kind, half_done, refund

REFUND = Arguments(refund)
KINDS = Arguments(every_kind)


def errors_of(call: Callable[..., Any], *args: Any) -> dict[Any, str]:
    with pytest.raises(ArgumentsError) as caught:
        call(*args)
    return caught.value.errors


def test_a_call_becomes_a_document_and_the_same_call_again() -> None:
    document = REFUND.bind((1042, Decimal("19.90")), {"due": date(2030, 1, 1)})

    assert document == {"order": 1042, "amount": "19.90", "due": "2030-01-01"}
    assert json.loads(json.dumps(document)) == document
    call = REFUND.decode(document)
    assert call == Call((), {"order": 1042, "amount": Decimal("19.90"), "due": date(2030, 1, 1)})


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        ((1,), {}),
        ((1, 2), {}),
        ((1, 9, 8, 7, 6), {}),
        ((1,), {"c": 5, "d": 6, "x": 7}),
        ((1,), {"d": 6}),
        ((1, 2, 3), {"a": 4, "b": 5}),
        ((1,), {"two words": 1, "class": 2}),
    ],
)
def test_every_kind_of_parameter_gets_what_python_itself_would_give_it(
    args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    call = KINDS.decode(KINDS.bind(args, kwargs))

    assert every_kind(*call.args, **call.kwargs) == every_kind(*args, **kwargs)


@pytest.mark.parametrize(
    ("args", "kwargs", "places"),
    [
        ((), {}, [("order",), ("amount",)]),
        ((1, Decimal(1), Reason.LATE, "note"), {}, [()]),
        ((1, Decimal(1)), {"order": 2}, [("order",)]),
        ((1, Decimal(1)), {"unknown": 2}, [("unknown",)]),
        (("1", 1.0), {"due": "soon"}, [("order",), ("amount",), ("due",)]),
    ],
)
def test_a_call_that_does_not_fit_is_refused_with_all_that_is_wrong(
    args: tuple[Any, ...], kwargs: dict[str, Any], places: list[Any]
) -> None:
    assert list(errors_of(REFUND.bind, args, kwargs)) == places


def test_positional_only_arguments_are_unknown_by_name() -> None:
    assert list(errors_of(Arguments(operator.index).bind, (), {"a": 1}))


def test_gaps_before_a_positional_argument_are_filled_with_the_defaults() -> None:
    assert KINDS.decode({"a": 1, "rest": [4, 5]}) == Call((1, 2, 3, 4, 5), {})


def test_a_default_is_never_changed_by_a_task_that_ran() -> None:
    def function(items: list[int] = [1], options: dict[str, Any] = {"a": []}) -> None:  # noqa: B006
        items.append(2)
        options["a"].append(3)

    arguments = Arguments(function)
    call = arguments.decode({"items": [1], "options": {"a": []}})
    function(*call.args, **call.kwargs)

    assert arguments.initial()["items"] == [1]
    assert json.loads(arguments.initial()["options"]) == {"a": []}


@pytest.mark.parametrize(
    ("arguments", "document", "text"),
    [
        (REFUND, {"order": 1042, "amount": "19.90"}, "refund(order=1042, amount=Decimal('19.90'))"),
        (
            REFUND,
            {"due": "2030-01-01", "order": 1, "amount": "1", "reason": "LATE"},
            "refund(order=1, amount=Decimal('1'), reason=Reason.LATE,"
            " due=datetime.date(2030, 1, 1))",
        ),
        (KINDS, {"a": 1}, "every_kind(1)"),
        (KINDS, {"a": 1, "rest": [4], "d": 5}, "every_kind(1, 2, 3, 4, d=5)"),
        (
            KINDS,
            {"a": 1, "more": [{"key": "x", "value": 1}, {"key": "a b", "value": 2}]},
            "every_kind(1, x=1, **{'a b': 2})",
        ),
        (Arguments(half_done), {"amount": "1"}, "refund(amount=Decimal('1'))"),
    ],
)
def test_the_call_can_be_read_as_python(
    arguments: Arguments, document: dict[str, Any], text: str
) -> None:
    assert arguments.as_python(document) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((1,), "(1,)"),
        ([Reason.LATE, {"a": None}], "[Reason.LATE, {'a': None}]"),
        (float("-inf"), "float('-inf')"),
        (
            datetime(2024, 7, 1, 8, tzinfo=UTC),
            "datetime.datetime.fromisoformat('2024-07-01T08:00:00+00:00')",
        ),
    ],
)
def test_values_are_written_as_source(value: Any, text: str) -> None:
    assert value_text(value) == text


def test_arguments_are_shown_with_their_defaults() -> None:
    rows = [
        (row.name, row.value, row.is_default)
        for row in REFUND.display({"order": 1042, "amount": "19.90"})
    ]

    assert rows == [
        ("order", "1042", False),
        ("amount", "Decimal('19.90')", False),
        ("reason", "Reason.DAMAGED", True),
        ("note", "''", True),
        ("due", "None", True),
    ]


@pytest.mark.parametrize("document", [{}, {"order": []}, {"x": {"y": 1}}, None, [1], "text", 5])
def test_whatever_is_stored_can_be_shown(document: Any) -> None:
    assert all(isinstance(row.value, str) for row in REFUND.display(document))


def test_a_fingerprint_changes_with_the_signature_and_not_with_the_words() -> None:
    def one(order: int, note: str = "") -> None:
        """One.

        :param order: This.
        """

    def reworded(order: int, note: str = "changed " * 50) -> None:
        """Other."""

    def changed(order: str, note: str = "") -> None: ...

    def stricter(order: int, note: str) -> None: ...

    prints = [Arguments(each).fingerprint for each in (one, reworded, changed, stricter)]

    assert prints[0] == prints[1]
    assert len(set(prints)) == 3


def test_a_task_without_arguments_has_an_empty_form() -> None:
    def function() -> None: ...

    arguments = Arguments(function)

    assert arguments.schema()["properties"] == {}
    assert arguments.from_form({}) == {}
    assert arguments.decode({}) == Call((), {})
    assert arguments.as_python({}) == "function()"


def _taking(inner: Any) -> Arguments:
    """A task that takes a record with one field of that type, and lists of them."""
    record = dataclasses.make_dataclass("Record", [("key", inner)])

    def ship(one, many=None): ...  # type: ignore[no-untyped-def]

    return Arguments(ship, {"one": record, "many": list[record]})  # type: ignore[valid-type]


@pytest.mark.parametrize(
    ("before", "after"),
    [(str, UUID), (UUID, str), (str, Path), (str, SecretStr), (str, IPv4Address), (int, Decimal)],
)
def test_a_fingerprint_changes_with_a_type_deep_inside_whose_control_is_the_same(
    before: Any, after: Any
) -> None:
    assert _taking(before).fingerprint != _taking(after).fingerprint
    assert _taking(before).fingerprint == _taking(before).fingerprint
