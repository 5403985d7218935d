"""Laws that hold for all values of a type, and for all data that may arrive."""

from __future__ import annotations

import contextlib
import copy
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrot.exceptions import ArgumentsError
from carrot.tasks.arguments import Arguments
from carrot.tasks.nodes import INVALID, Errors, Node, node_for
from carrot.tasks.nodes.base import definitions_in
from carrot.tasks.nodes.reading import TYPED, Reading
from carrot.tasks.shape import fits
from carrot.testing.exactness import exactly
from tests.unit.tasks.kinds import DECIMALS, JSON, KINDS, Colour

# Without a deadline: how long one example takes says more about the machine than about the law.
LAWS = settings(max_examples=25, deadline=None)
IDS = [str(annotation) for annotation, _values in KINDS]


@pytest.mark.parametrize(("annotation", "values"), KINDS, ids=IDS)
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
    assert exactly(back, value)


@pytest.mark.parametrize(("annotation", "values"), KINDS, ids=IDS)
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
    assert exactly(back, value)


@pytest.mark.parametrize("annotation", [annotation for annotation, _values in KINDS], ids=IDS)
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
    assert repr(arrived) == repr(before)
    if value is not INVALID:
        assert node.decode(node.encode(value), (), Errors()) == value


@pytest.mark.parametrize("annotation", [annotation for annotation, _values in KINDS], ids=IDS)
@LAWS
@given(stored=JSON)
def test_whatever_is_stored_makes_a_form_of_the_schemas_shape(annotation: Any, stored: Any) -> None:
    fitting = node_for(annotation).fitting(stored)

    assert drawable(fitting, fitting.form(stored))


def drawable(node: Node, data: Any) -> bool:
    """Whether the editor can draw the data: it dies of an object where it expects a text."""
    return fits(node.schema(), data, root=definitions_in([node]), loosely=True)


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
    schema = EVERYTHING.schema(document)
    assert fits(schema, EVERYTHING.initial(document), root=schema.get("$defs"), loosely=True)


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
