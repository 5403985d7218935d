"""Laws that hold for all values of a type, and for all data that may arrive."""

from __future__ import annotations

import contextlib
import copy
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Literal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrot.exceptions import ArgumentsError
from carrot.tasks.arguments import Arguments
from carrot.tasks.nodes import INVALID, Errors, node_for
from carrot.tasks.nodes.reading import TYPED, Reading


class Colour(Enum):
    RED = 1
    BLUE = (2, 3)


# Without a deadline: how long one example takes says more about the machine than about the law.
LAWS = settings(max_examples=40, deadline=None)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
MOMENTS = st.datetimes(timezones=st.just(UTC))
TYPES: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (int, st.integers()),
    (float, st.floats(allow_nan=False)),
    (bool, st.booleans()),
    (str, TEXT),
    (str | None, TEXT | st.just('""') | st.none()),
    (Decimal, DECIMALS),
    (UUID, st.uuids()),
    (date, st.dates()),
    (time, st.times()),
    (timedelta, st.timedeltas()),
    (datetime, MOMENTS),
    (Colour, st.sampled_from(Colour)),
    (Literal[1, True, "1", None], st.sampled_from([1, True, "1", None])),
    (list[int], st.lists(st.integers())),
    (set[str], st.sets(TEXT)),
    (dict[str, float | None], st.dictionaries(TEXT, st.floats(allow_nan=False) | st.none())),
    (int | float | str | date, st.integers() | st.floats(allow_nan=False) | TEXT | st.dates()),
    (list[int] | None, st.lists(st.integers()) | st.none()),
    (Any, JSON),
    (dict, st.dictionaries(TEXT, JSON, max_size=4)),
]
IDS = [str(annotation) for annotation, _values in TYPES]


def same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and repr(one) == repr(other)


@pytest.mark.parametrize(("annotation", "values"), TYPES, ids=IDS)
@LAWS
@given(data=st.data())
def test_what_is_sent_arrives_as_it_was(
    annotation: Any, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    node, errors = node_for(annotation), Errors()
    value = data.draw(values)

    travelled = json.loads(json.dumps(node.encode(value), allow_nan=False))
    back = node.decode(travelled, (), errors)

    assert not errors
    assert back == value
    assert isinstance(value, datetime | time | set) or same(back, value)


@pytest.mark.parametrize(("annotation", "values"), TYPES, ids=IDS)
@LAWS
@given(data=st.data())
def test_what_the_form_shows_submits_what_it_was_made_of(
    annotation: Any, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    node, errors = node_for(annotation), Errors(TYPED)
    value = data.draw(values)
    encoded = node.encode(value)

    back = node.decode(json.loads(json.dumps(node.fitting(encoded).form(encoded))), (), errors)

    assert not errors
    assert back == value


@pytest.mark.parametrize("annotation", [annotation for annotation, _values in TYPES], ids=IDS)
@LAWS
@given(arrived=JSON, from_browser=st.booleans())
def test_whatever_arrives_is_a_value_or_an_error(
    annotation: Any, arrived: Any, from_browser: Any
) -> None:
    node, errors = node_for(annotation), Errors(Reading(from_browser=from_browser))
    before = copy.deepcopy(arrived)

    value = node.decode(arrived, ("x",), errors)

    assert (value is INVALID) == bool(errors)
    assert all(path[0] == "x" for path in errors)
    assert same(arrived, before)
    if value is not INVALID:
        assert node.decode(node.encode(value), (), Errors()) == value


@pytest.mark.parametrize("annotation", [annotation for annotation, _values in TYPES], ids=IDS)
@LAWS
@given(stored=JSON)
def test_whatever_is_stored_makes_a_form_of_the_schemas_shape(annotation: Any, stored: Any) -> None:
    fitting = node_for(annotation).fitting(stored)

    assert fits(fitting.form(stored), fitting.schema())


def fits(data: Any, schema: dict[str, Any]) -> bool:
    """Whether the editor can draw the data: it dies of an object where it expects a text."""
    if "oneOf" in schema:
        return any(fits(data, each) for each in schema["oneOf"])
    if schema["type"] == "array":
        return isinstance(data, list) and all(fits(each, schema["items"]) for each in data)
    if schema["type"] == "object":
        properties = schema["properties"]
        return (
            isinstance(data, dict)
            and data.keys() == properties.keys()
            and all(fits(data[key], each) for key, each in properties.items())
            and all(
                data[key] == each["const"] for key, each in properties.items() if "const" in each
            )
        )
    return data == schema.get("const", data) and not isinstance(data, list | dict)


def everything(
    a: int,
    b: str = "b",
    /,
    c: date | None = None,
    *rest: Decimal,
    d: Colour = Colour.RED,
    e: tuple[int, ...] = (1,),
    f: Any = None,
    g=2.5,  # type: ignore[no-untyped-def]
    **more: float,
) -> None: ...


EVERYTHING = Arguments(everything)


@LAWS
@given(document=st.dictionaries(st.sampled_from([*"abcdefgx", "rest", "more"]), JSON))
def test_a_document_is_taken_or_refused_and_always_shown(document: dict[str, Any]) -> None:
    for read in (EVERYTHING.decode, EVERYTHING.from_form, EVERYTHING.as_python):
        with contextlib.suppress(ArgumentsError):
            read(document)
    assert EVERYTHING.display(document)
    assert fits(EVERYTHING.initial(document), EVERYTHING.schema(document))


@LAWS
@given(
    a=st.integers(),
    c=st.dates() | st.none(),
    rest=st.lists(DECIMALS),
    e=st.lists(st.integers()).map(tuple),
    f=JSON,
)
def test_a_call_survives_an_untouched_form(a: int, c: Any, rest: Any, e: Any, f: Any) -> None:
    document = EVERYTHING.bind((a, "b", c, *rest), {"e": e, "f": f})
    form = json.loads(json.dumps(EVERYTHING.initial(document)))

    edited = EVERYTHING.decode(EVERYTHING.from_form(form))

    call = EVERYTHING.decode(document)
    values = [(x.args[:1], x.args[3:], x.kwargs.get("f")) for x in (call, edited)]
    assert repr(values[0]) == repr(values[1])
    assert edited.kwargs.get("e", (1,)) == e
