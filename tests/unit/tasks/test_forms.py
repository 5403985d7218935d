"""The form of one function: its schema, what it shows, and what a submitted one means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from carrot.exceptions import ArgumentsError
from carrot.tasks.arguments import Arguments
from tests.unit.tasks.signatures import every_kind, inferred, refund

REFUND = Arguments(refund)
KINDS = Arguments(every_kind)
FORM = {"order": 1042, "amount": "19.90", "reason": "DAMAGED", "note": "", "due": ""}


def errors_of(call: Callable[..., Any], *args: Any) -> dict[Any, str]:
    with pytest.raises(ArgumentsError) as caught:
        call(*args)
    return caught.value.errors


def test_the_form_shows_the_document_over_defaults_over_blanks() -> None:
    assert REFUND.initial() == {**FORM, "order": None, "amount": ""}
    assert REFUND.initial({"order": 7, "reason": "LATE"}) == {
        **FORM,
        "order": 7,
        "amount": "",
        "reason": "LATE",
    }
    assert KINDS.initial()["rest"] == []
    assert KINDS.initial({"a": 1, "more": [{"key": "x", "value": 5}]})["more"] == [
        {"key": "x", "value": 5}
    ]


def test_a_submitted_form_keeps_only_what_differs_from_the_defaults() -> None:
    assert REFUND.from_form(FORM) == {"order": 1042, "amount": "19.90"}
    assert REFUND.from_form({**FORM, "reason": "LATE", "due": "2030-01-01"}) == {
        "order": 1042,
        "amount": "19.90",
        "reason": "LATE",
        "due": "2030-01-01",
    }


def test_one_moment_is_the_default_whatever_its_offset() -> None:
    default = datetime(2024, 7, 1, 8, tzinfo=UTC)

    def function(when: datetime = default) -> None: ...

    arguments = Arguments(function)

    assert arguments.initial() == {"when": "2024-07-01T10:00:00"}
    assert arguments.from_form({"when": "2024-07-01T10:00"}) == {}


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"order": None}, [("order",)]),
        ({"amount": "", "reason": "LOST"}, [("amount",), ("reason",)]),
        ({"order": 2**53}, [("order",)]),
        ({"unknown": 1}, [()]),
        ({"note": 5, "due": "soon"}, [("note",), ("due",)]),
    ],
)
def test_errors_of_a_form_have_the_places_of_its_fields(
    changes: dict[str, Any], places: list[Any]
) -> None:
    assert list(errors_of(REFUND.from_form, {**FORM, **changes})) == places


def test_a_field_that_was_not_submitted_counts_as_not_given() -> None:
    assert REFUND.from_form({"order": 1, "amount": "2"}) == {"order": 1, "amount": "2"}
    assert list(errors_of(REFUND.from_form, {"order": 1})) == [("amount",)]

    def function(flag: bool, items: list[int], either: int | None) -> None: ...

    missing = errors_of(Arguments(function).from_form, {})
    assert missing == dict.fromkeys([("flag",), ("items",), ("either",)], "This field is required.")


@pytest.mark.parametrize(
    "annotation",
    [
        int,
        bool,
        str,
        str | None,
        date,
        list[int],
        dict[str, int],
        int | date,
        list[int] | None,
        Any,
    ],
)
def test_a_default_that_no_field_can_show_is_kept_by_leaving_it_blank(annotation: Any) -> None:
    sentinel = object()

    def function(value=sentinel) -> None: ...  # type: ignore[no-untyped-def]

    arguments = Arguments(function, {"value": annotation})
    (field,) = arguments.schema()["properties"].values()

    assert arguments.from_form(arguments.initial()) == {}
    assert arguments.decode({}).kwargs == {}
    assert "Left blank" in str(field)


def test_names_that_would_break_the_editor_have_other_keys_in_the_form_only() -> None:
    def function(constructor: int, constructor_: int = 1, keys: int = 2) -> None: ...

    arguments = Arguments(function)

    assert list(arguments.schema()["properties"]) == ["constructor__", "constructor_", "keys"]
    assert list(errors_of(arguments.from_form, arguments.initial())) == [("constructor__",)]
    assert arguments.from_form({"constructor__": 5}) == {"constructor": 5}
    assert arguments.initial({"constructor": 5})["constructor__"] == 5


def test_every_field_has_a_title_and_its_help_where_the_editor_shows_it() -> None:
    def function(api_key: str, days: list[int], either: int | date) -> None:
        """Do it.

        :param api_key: The key
        :param days: Which days.
        :param either: One or the other.
        """

    properties = Arguments(function).schema()["properties"]

    assert properties["api_key"]["title"] == "Api key"
    assert properties["api_key"]["helpText"] == "The key."
    assert properties["api_key"]["required"] is True
    assert properties["days"]["description"] == "Which days."
    assert "required" not in properties["days"]
    assert properties["either"]["oneOf"][1]["description"] == "One or the other."


def test_schemas_share_nothing_that_one_form_could_change_for_the_next() -> None:
    first = REFUND.schema()
    first["properties"]["order"]["title"] = "changed"
    first["properties"]["reason"]["choices"].clear()

    assert REFUND.schema()["properties"]["order"]["title"] == "Order"
    assert REFUND.schema()["properties"]["reason"]["choices"]


def test_what_an_unannotated_argument_holds_survives_an_edit_of_the_others() -> None:
    arguments = Arguments(inferred)
    document = arguments.bind((), {"text": 5, "number": "many", "items": None})

    assert arguments.from_form({**arguments.initial(document), "flag": True}) == {
        **document,
        "flag": True,
    }
