"""What is read from a signature, however the function came about."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, NotRequired, TypedDict, Unpack

import pytest

from carrot import Task
from carrot.exceptions import ArgumentsError, ConfigurationError
from carrot.tasks.arguments import Arguments
from carrot.tasks.nodes import node_for
from carrot.tasks.nodes.json_box import JsonNode
from carrot.tasks.parameters import Parameter, parameters_of
from tests.unit.tasks import signatures


def named(function: Callable[..., Any]) -> dict[str, Parameter]:
    return {each.name: each for each in parameters_of(function).parameters}


def test_a_signature_says_what_people_need_to_know() -> None:
    signature = parameters_of(signatures.refund)
    order, amount, reason, note, due = signature.parameters

    assert signature.summary == "Pay a customer back."
    assert signature.description == "The bookkeeping is told as well."
    assert signature.problem == ""
    assert (order.label, order.help, order.required) == ("Order", "Number of the order.", True)
    assert amount.help == "How much, in the shop's currency."
    assert (reason.required, reason.default) == (False, signatures.Reason.DAMAGED)
    assert note.kind.name == "KEYWORD_ONLY"
    assert due.node == node_for(date | None)


def test_one_annotation_that_cannot_be_resolved_spoils_only_its_own_parameter() -> None:
    found = named(signatures.partly_readable)

    assert found["order"].node == node_for(int).when_required()
    assert isinstance(found["thing"].node, JsonNode)
    assert "Missing" in found["thing"].note
    assert "Missing | None" in found["other"].note
    assert parameters_of(signatures.partly_readable).problem == ""


def test_a_parameter_that_nobody_can_fill_in_makes_the_task_uncallable_and_says_so() -> None:
    problem = parameters_of(signatures.needs_a_request).problem

    assert problem.startswith("request: ")
    assert "HttpRequest" in problem


def test_one_with_a_default_is_left_at_it() -> None:
    arguments = Arguments(signatures.may_take_a_callback)

    assert arguments.problem == ""
    assert list(arguments.initial()) == ["order", "by"]
    assert arguments.from_form({**arguments.initial(), "order": 1}) == {"order": 1}


def test_without_an_annotation_the_default_chooses_the_field() -> None:
    arguments = Arguments(signatures.inferred)
    schema = arguments.schema()["properties"]

    assert schema["number"]["type"] == "integer"
    assert schema["flag"]["type"] == "boolean"
    assert schema["reason"]["choices"][1]["value"] == "LATE"
    assert arguments.initial()["nothing"] == {"__type__": "none"}
    assert arguments.from_form(arguments.initial()) == {}


@pytest.mark.parametrize(
    "given", [{"number": 5.5}, {"number": "many"}, {"number": None}, {"text": 5}, {"flag": "no"}]
)
def test_a_default_promises_nothing_to_code_that_passes_another_type(given: Any) -> None:
    arguments = Arguments(signatures.inferred)
    document = arguments.bind((), given)

    (name, value), *_others = given.items()
    back = arguments.decode(document).kwargs[name]
    assert (back, type(back)) == (value, type(value))
    assert arguments.from_form(arguments.initial(document)) == document


@pytest.mark.parametrize(
    ("function", "names"),
    [
        (signatures.later, ["order"]),
        (signatures.wrapped, ["order", "day"]),
        (signatures.Service(), ["order", "day"]),
        (signatures.Service().method, ["order"]),
        (signatures.Service.on_class, ["day"]),
        (signatures.half_done, ["amount", "reason", "note", "due"]),
        (lambda order: None, ["order"]),
    ],
)
def test_functions_of_all_sorts_are_read(function: Any, names: list[str]) -> None:
    found = named(function)

    assert list(found) == names
    if "day" in found:
        assert found["day"].node == node_for(date)
    if "amount" in found:
        assert found["amount"].node == node_for(Decimal)


def test_a_wrapped_function_keeps_its_docstring() -> None:
    assert named(signatures.wrapped)["day"].help == "The day."


def test_a_name_of_the_surrounding_function_is_found() -> None:
    class Local:
        pass

    def inner(day: date, thing: Local | None = None) -> None: ...

    assert named(inner)["day"].node == node_for(date)


def test_given_annotations_come_before_those_of_the_function() -> None:
    signature = parameters_of(signatures.refund, {"order": str})

    assert signature.parameters[0].node == node_for(str).when_required()


def test_what_has_no_signature_has_a_problem() -> None:
    assert "cannot be read" in parameters_of(type).problem
    assert "cannot be read" in parameters_of("no function").problem  # type: ignore[arg-type]


def test_an_argument_of_none_is_optional_whatever_is_annotated() -> None:
    def function(order: int = None) -> None: ...  # type: ignore[assignment] # noqa: RUF013

    assert named(function)["order"].node == node_for(int | None)


MODULES = [
    *("argparse", "asyncio", "collections", "csv", "ctypes", "dataclasses", "datetime", "decimal"),
    *("email.message", "enum", "functools", "http.client", "inspect", "itertools", "json", "types"),
    *("logging", "os", "pathlib", "pickle", "random", "shutil", "socket", "sqlite3", "subprocess"),
    *("typing", "unittest.mock", "urllib.request", "uuid", "zipfile", "django.shortcuts"),
]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("module", MODULES)
def test_nothing_callable_breaks_the_reading_of_signatures(module: str) -> None:
    importlib.import_module(module)

    for value in [each for each in vars(sys.modules[module]).values() if callable(each)]:
        arguments = Arguments(value)
        assert arguments.schema()["properties"].keys() == arguments.initial().keys()
        assert len(arguments.fingerprint) == 32
        assert isinstance(arguments.display({}), list)


class Labels(TypedDict):
    sku: str
    count: NotRequired[int]


def labelled(order: int, **labels: Unpack[Labels]) -> None: ...


def test_unpacked_keywords_are_the_fields_of_their_type() -> None:
    arguments = Arguments(labelled)
    document = arguments.bind((1,), {"sku": "A7", "count": 2})

    assert document == {"order": 1, "labels": {"sku": "A7", "count": 2}}
    assert arguments.decode(document).kwargs == {"order": 1, "sku": "A7", "count": 2}
    assert arguments.from_form(arguments.initial(document)) == document
    with pytest.raises(ArgumentsError):
        arguments.bind((1,), {"count": 2})
    with pytest.raises(ArgumentsError):
        arguments.decode({"order": 1})


def test_an_annotation_for_what_is_no_parameter_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="there is no such parameter; there are order"):
        Task(labelled, annotations={"ordr": int})


def _careless(function):  # type: ignore[no-untyped-def]
    def wrapper(*args, **kwargs):  # type: ignore[no-untyped-def]
        return function(*args, **kwargs)

    return wrapper


def test_what_a_careless_decorator_hides_is_said() -> None:
    @_careless
    def ship(order: int) -> None: ...

    def anything(*args, **kwargs) -> None: ...  # type: ignore[no-untyped-def]

    assert {each.note for each in parameters_of(ship).parameters} == {
        "What the function takes cannot be seen: a decorator around it has no functools.wraps."
    }
    assert {each.note for each in parameters_of(anything).parameters} == {""}
