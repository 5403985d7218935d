"""Documents of another signature: what is kept, what is said, what is asked for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from types import SimpleNamespace
from typing import Any, Literal

import pytest

from carrot.exceptions import ArgumentsError, ConfigurationError
from carrot.tasks import Task, drift
from carrot.tasks.arguments import Arguments

OLD_COLOR = Enum("Color", {"RED": 1, "BLUE": 2})
NEW_COLOR = Enum("Color", {"CRIMSON": 1, "BLUE": 2})
INT, TEXT, DECIMAL, BOOL, FLOAT = int, str, Decimal, bool, float


def typed(annotation: Any, **default: Any) -> Callable[..., Any]:
    """A function of one parameter `a` of this type."""

    def bare(a): ...

    def with_default(a=None): ...

    function = with_default if default else bare
    function.__annotations__ = {"a": annotation}
    if default:
        function.__defaults__ = (default["default"],)
    return function


def read(old: Callable[..., Any], new: Any, document: dict[str, Any]) -> drift.Fit:
    before = Arguments(old)
    codec = new.arguments if isinstance(new, Task) else Arguments(new)
    before.decode(document)  # the table must not lie: it fitted once
    stored = SimpleNamespace(
        arguments=document, fingerprint=before.fingerprint, signature=before.signature
    )
    return drift.fit(codec, stored)


TYPES = [
    (INT, TEXT, 5, "was int, is now str"),
    (TEXT, INT, "5", "was str, is now int"),
    (INT, DECIMAL, 5, "was int, is now Decimal"),
    (INT, FLOAT, 5, "was int, is now float"),
    (BOOL, TEXT, True, "was bool, is now str"),
    (BOOL, INT, True, "was bool, is now int"),
    (OLD_COLOR, NEW_COLOR, "RED", "Choose one of the list."),
    (Literal["late", "lost"], Literal["late"], "lost", "was Literal['late', 'lost'], is now"),
    (list[int], list[str], [1], "was list[int], is now list[str]"),
    (dict[str, int], dict[str, str], [{"key": "x", "value": 1}], "was dict[str, int], is now"),
    (dict[str, int], dict, [{"key": "x", "value": 1}], "was dict[str, int], is now dict"),
    (int | str, bool, {"__type__": "int", "value": 5}, "was int | str, is now bool"),
    (int | None, INT, None, "was int | None, is now int"),
    (INT, list[int], 5, "was int, is now list[int]"),
]


@pytest.mark.parametrize(("old", "new", "value", "said"), TYPES)
def test_a_value_that_today_s_type_would_have_to_cast_is_said_and_not_kept(old, new, value, said):
    found = read(typed(old), typed(new), {"a": value})

    assert found.document == {}
    assert said in found.faults["a",]
    assert found.reason.startswith(drift.UNFIT)


KEPT = [
    (INT, int | None, 5, 5),
    (INT, int | str, 5, {"__type__": "int", "value": 5}),
    (TEXT, int | str, "5", {"__type__": "str", "value": "5"}),
    (int | str, INT, {"__type__": "int", "value": 5}, 5),
    (list[int], list[int] | None, [1], {"__type__": "list[int]", "value": [1]}),
    (list[int] | None, list[int], {"__type__": "list[int]", "value": [1]}, [1]),
    (list[int], tuple[int, ...], [1, 2], [1, 2]),
    (OLD_COLOR, NEW_COLOR, "BLUE", "BLUE"),
    (Literal["late", "lost"], Literal["late"], "late", "late"),
    (FLOAT, float | None, 10**16, 10**16),
]


def line(**fields: type) -> type:
    """A dataclass of this name at one time of its life."""
    return dataclasses.make_dataclass("Line", [*fields.items(), ("late", bool, False)])


def test_a_field_of_a_dataclass_is_not_dropped_because_it_was_renamed():
    old, new = line(sku=str, count=int), line(sku=str)
    document = Arguments(typed(old)).bind((old("x", 2),), {})

    assert read(typed(old), typed(new), document).faults.keys() == {("a", "count")}
    assert read(typed(list[old]), typed(list[new]), {"a": [document["a"]]}).faults
    assert read(typed(old), typed(line(sku=str, count=int)), document).faults == {}
    titles = [Arguments(typed(line(title=each))).fingerprint for each in (str, int)]
    assert titles[0] != titles[1], "a field may be called as a word of the schema"


@pytest.mark.parametrize(("old", "new", "value", "kept"), KEPT)
def test_a_value_that_means_the_same_is_kept_in_today_s_encoding(old, new, value, kept):
    found = read(typed(old), typed(new), {"a": value})

    assert (found.faults, found.document) == ({}, {"a": kept})
    assert type(found.document["a"]) is type(kept)
    Arguments(typed(new)).decode(found.document)


def test_an_empty_text_does_not_become_two_quotes_when_the_parameter_gets_a_default():
    document = Arguments(typed(str)).bind(("",), {})

    assert read(typed(str), typed(str, default="x"), document).faults.keys() == {("a",)}


def test_what_is_new_and_required_is_asked_for_and_the_rest_is_kept():
    def old(order: int, client: str, note: str = ""): ...

    def new(note: str, *, order: int, customer: str, late: bool = False): ...

    found = read(old, new, {"order": 7, "client": "Ada"})

    assert found.document == {"order": 7}
    assert found.faults == {
        ("note",): "has no default any more: give a value",
        ("customer",): "is new and required",
        ("client",): "is gone",
    }


def test_a_parameter_may_move_and_become_keyword_only():
    def old(a: int, b: str, *rest: int): ...

    def new(*, b: str, a: int): ...

    assert read(old, new, {"b": "x", "a": 1}).faults == {}
    assert read(old, new, {"b": "x", "a": 1, "rest": [2]}).faults == {("rest",): "is gone"}


def test_a_type_that_is_written_down_for_the_first_time_reads_what_it_would_write():
    def old(a=5): ...

    assert read(old, typed(int), {"a": 7}).document == {"a": 7}
    assert "is now" not in str(read(old, typed(int), {"a": "x"}).document)
    assert read(old, typed(int), {"a": "x"}).faults


def test_a_signature_that_is_the_same_reads_a_document_as_it_is():
    found = read(typed(Decimal), typed(Decimal), {"a": 5})

    assert (found.document, found.faults) == ({"a": 5}, {})


def test_all_that_has_changed_is_told_in_words():
    def old(order: int, client: str, amount: int = 0): ...

    def new(order: int, amount: Decimal, customer: str): ...

    before = Arguments(old)
    stored = SimpleNamespace(
        arguments={}, fingerprint=before.fingerprint, signature=before.signature
    )

    assert drift.changes(Arguments(new), stored) == [
        "client is gone",
        "amount was int, is now Decimal",
        "customer is new and required",
    ]
    assert drift.changes(before, stored) == []


def test_a_renamed_parameter_is_read_under_its_former_names_everywhere():
    def old(client: int): ...

    def new(customer: int): ...

    task = Task(new, renamed={"buyer": "client", "client": "customer"})

    assert read(old, task, {"client": 7}).document == {"customer": 7}
    assert task.arguments.decode({"buyer": 7}).kwargs == {"customer": 7}
    assert task.arguments.bind((), {"client": 7}) == {"customer": 7}
    assert [row.name for row in task.arguments.display({"client": 7})] == ["customer"]


def test_both_names_in_one_document_are_not_made_one():
    task = Task(typed(int), renamed={"client": "a"})

    assert task.arguments.today({"client": 1, "a": 2}) == {"client": 1, "a": 2}
    with pytest.raises(ArgumentsError, match="client"):
        task.arguments.decode({"client": 1, "a": 2})


@pytest.mark.parametrize(
    ("renamed", "said"),
    [({"b": "c"}, "'c' is no parameter"), ({"a": "a"}, "'a' is still a parameter")],
)
def test_a_rename_that_does_not_fit_the_signature_is_refused_by_name(renamed, said):
    with pytest.raises(ConfigurationError, match=said):
        Task(typed(int), name="shop.tasks.a", renamed=renamed)
