"""Laws that hold for every signature: what is called, what is stored, what the form does."""

from __future__ import annotations

import contextlib
import copy
import inspect
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrot.exceptions import ArgumentsError
from carrot.tasks import dialect
from carrot.tasks.arguments import Arguments
from carrot.tasks.shape import fits
from carrot.testing.exactness import exactly
from tests.unit.tasks.kinds import JSON
from tests.unit.tasks.made import NAMES, Call, bound, calls

LAWS = settings(
    max_examples=120,
    deadline=None,  # how long one example takes says more about the machine than about the law
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def travelled(data: Any) -> Any:
    return json.loads(json.dumps(data, allow_nan=False))


def assert_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    different = [name for name in one if not exactly(one[name], other.get(name))]
    assert one.keys() == other.keys()
    assert different == []


@LAWS
@given(call=calls())
def test_a_call_arrives_as_it_was_made(call: Call) -> None:
    arguments = Arguments(call.function)
    before = copy.deepcopy((call.args, call.kwargs))

    document = arguments.bind(call.args, call.kwargs)
    arrived = arguments.decode(travelled(document))

    assert_same(
        bound(call, call.args, call.kwargs), bound(call, arrived.args, dict(arrived.kwargs))
    )
    assert exactly(list(call.args), list(before[0]))
    assert exactly(call.kwargs, before[1])


@LAWS
@given(call=calls())
def test_a_call_survives_its_untouched_form(call: Call) -> None:
    arguments = Arguments(call.function)
    document = arguments.bind(call.args, call.kwargs)
    schema = arguments.schema(document)

    form = travelled(arguments.initial(document))
    arrived = arguments.decode(arguments.from_form(form))

    assert [*dialect.faults(schema)] == []
    assert fits(schema, form, root=schema.get("$defs"))
    assert_same(
        bound(call, call.args, call.kwargs), bound(call, arrived.args, dict(arrived.kwargs))
    )


@LAWS
@given(call=calls())
def test_a_form_that_nobody_filled_in_is_the_defaults_or_says_what_is_missing(call: Call) -> None:
    arguments = Arguments(call.function)
    parameters = call.function.__signature__.parameters
    keys = {key for key, each in arguments.keys.items() if each.required}

    missing: set[Any] = set()
    try:
        document = arguments.from_form(travelled(arguments.initial()))
    except ArgumentsError as error:
        missing = {path[0] for path in error.errors}
        document = arguments.bind(call.args, call.kwargs)
    call_made = arguments.decode(document)

    assert missing <= keys
    if not missing:
        found = bound(call, call_made.args, dict(call_made.kwargs))
        for name, value in found.items():
            default = parameters[name].default
            assert default is inspect.Parameter.empty or exactly(value, default)


@LAWS
@given(
    call=calls(),
    document=JSON | st.dictionaries(st.sampled_from((*NAMES, "__proto__")), JSON, max_size=6),
)
def test_whatever_arrives_is_a_call_or_says_what_is_wrong(call: Call, document: Any) -> None:
    arguments = Arguments(call.function)
    before = repr(document)
    defaults = [repr(each.default) for each in arguments.parameters]

    for read in (arguments.decode, arguments.from_form, arguments.as_python):
        with contextlib.suppress(ArgumentsError):
            read(document)
    arguments.display(document)
    if isinstance(document, dict):
        schema = arguments.schema(document)
        assert fits(schema, arguments.initial(document), root=schema.get("$defs"), loosely=True)

    assert repr(document) == before
    assert [repr(each.default) for each in arguments.parameters] == defaults
