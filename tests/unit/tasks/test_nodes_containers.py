"""Lists, sets and dicts, and the places of errors in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from carrot.exceptions import ArgumentsError
from carrot.tasks.nodes import INVALID, Errors, node_for


@pytest.mark.parametrize(
    ("annotation", "value", "data"),
    [
        (list[int], [3, 1, 3], [3, 1, 3]),
        (list[list[int]], [[], [1]], [[], [1]]),
        (tuple[date, ...], (date(2024, 1, 1),), ["2024-01-01"]),
        (set[int], {3, 1}, [1, 3]),
        (frozenset[str], frozenset({"a"}), ["a"]),
        (dict[str, int], {"007": 1, "__proto__": 2}, None),
        (dict[int, list[date]], {1: [date(2024, 1, 1)]}, None),
    ],
)
def test_a_collection_arrives_as_it_was(annotation: Any, value: Any, data: Any) -> None:
    node, errors = node_for(annotation), Errors()

    encoded = node.encode(value)
    back = node.decode(encoded, (), errors)

    assert data is None or encoded == data
    assert (back, type(back), errors) == (value, type(value), {})


def test_a_dict_travels_as_pairs_because_the_editor_changes_keys() -> None:
    assert node_for(dict[str, int]).encode({"007": 1}) == [{"key": "007", "value": 1}]


def test_an_object_written_by_hand_is_a_dict_too() -> None:
    assert node_for(dict[int, str]).decode({"7": "x"}, (), Errors()) == {7: "x"}


def test_a_list_promised_as_a_sequence_takes_a_tuple() -> None:
    assert node_for(Sequence[int]).encode((1, 2)) == [1, 2]
    with pytest.raises(ArgumentsError):
        node_for(list[int]).encode((1, 2))


def test_all_that_is_wrong_is_found_each_at_its_place() -> None:
    errors = Errors()
    data = [{"key": "a", "value": [1, "x", 2, None]}, {"key": 5, "value": []}]

    assert node_for(dict[str, list[int]]).decode(data, ("m",), errors) is INVALID
    assert set(errors) == {("m", 0, "value", 1), ("m", 0, "value", 3), ("m", 1, "key")}


def test_all_that_python_got_wrong_is_found_each_at_its_place() -> None:
    with pytest.raises(ArgumentsError) as caught:
        node_for(list[list[int]]).encode([[1, "x"], ["y"]])

    assert set(caught.value.errors) == {(0, 1), (1, 0)}


@pytest.mark.parametrize(
    ("annotation", "data", "place"),
    [
        (dict[str, int], [{"key": "a", "value": 1}, {"key": "a", "value": 2}], (1, "key")),
        (dict[int, int], [{"key": 1, "value": 1}, {"key": "1", "value": 2}], (1, "key")),
        (dict[str, int], [{"key": "a"}], (0,)),
        (dict[str, int], ["a"], (0,)),
        (dict[str, int], "a", ()),
        (dict[Any, int], [{"key": [1], "value": 1}], (0, "key")),
        (set[int], [1, 1], (1,)),
        (set[Any], [[1]], (0,)),
        (list[int], None, ()),
        (list[int], {"0": 1}, ()),
        (list[int], "1", ()),
    ],
)
def test_what_does_not_fit_is_an_error_at_its_place(
    annotation: Any, data: Any, place: tuple[Any, ...]
) -> None:
    errors = Errors()

    assert node_for(annotation).decode(data, ("m",), errors) is INVALID
    assert list(errors) == [("m", *place)]


def test_an_array_of_the_editor_has_a_limit_or_adding_would_end_at_a_hundred() -> None:
    assert node_for(list[int]).schema()["maxItems"] > 100
    assert node_for(dict[int, int]).schema()["maxItems"] > 100


def test_the_controls_of_a_list_fit_the_largest_of_its_items() -> None:
    node = node_for(list[int]).fitting([1, 2**60])

    assert node.schema()["items"]["format"] == "number"
    assert node.form([1, 2**60]) == ["1", str(2**60)]


def test_stored_data_of_another_shape_still_makes_a_form() -> None:
    assert node_for(list[int]).form({"a": 1}) == []
    assert node_for(dict[str, int]).form("text") == []
    assert node_for(list[int]).form([{"a": 1}]) == ['{"a": 1}']
