"""What arrives from outside and does not fit: always an error with a place, never an accident."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from carrot.exceptions import ArgumentsError
from carrot.tasks.arguments import Arguments, load_json
from tests.unit.tasks.signatures import every_kind, partly_readable, refund

REFUND = Arguments(refund)
KINDS = Arguments(every_kind)
GOOD = {"order": 1, "amount": "1"}


def deep(levels: int) -> Any:
    value: Any = 1
    for _level in range(levels):
        value = [value]
    return value


def errors_of(call: Callable[..., Any], *args: Any) -> dict[Any, str]:
    with pytest.raises(ArgumentsError) as caught:
        call(*args)
    assert all(message.strip() for message in caught.value.errors.values())
    return caught.value.errors


def never() -> None:
    raise AssertionError("the task was called")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "nonsense",
        "{'a': 1}",
        "NaN",
        '{"a": NaN}',
        "[Infinity, -Infinity]",
        "1e400",
        "[" * 100_000,
        '{"a":' * 100_000,
        "[" * 65 + "]" * 65,
        "9" * 5000,
        "1" * 1001,
        '"\\ud800"',
        '"\\u0000"',
        '{"\\u0000": 1}',
    ],
)
def test_text_that_is_not_plain_finite_modest_json_is_refused(text: str) -> None:
    errors_of(load_json, text)


def test_too_many_keys_are_refused() -> None:
    errors_of(load_json, json.dumps({str(number): 0 for number in range(10_001)}))


def test_arguments_beyond_the_limit_of_the_settings_are_refused(settings: Any) -> None:
    settings.CARROT = {"max_arguments": 1024}

    assert "1,024" in errors_of(load_json, json.dumps("é" * 512, ensure_ascii=False))[()]
    assert load_json(json.dumps("é" * 511, ensure_ascii=False)) == "é" * 511


@pytest.mark.parametrize("text", ['{"a": "[[[[ \\" {{{{"}', "[" * 64 + "]" * 64, '"\\\\"', "0"])
def test_json_that_only_looks_dangerous_is_taken(text: str) -> None:
    assert load_json(text) == json.loads(text)


DOCUMENTS = [
    (None, ()),
    ([], ()),
    ("text", ()),
    (5, ()),
    ({"customer": 5, "template": "x"}, ("customer",)),
    ({}, ("order",)),
    ({**GOOD, "unknown": 1}, ("unknown",)),
    ({**GOOD, "order": math.nan}, ("order",)),
    ({**GOOD, "note": "\ud800"}, ("note",)),
    ({**GOOD, "note": deep(500)}, ("note", *[0] * 63)),
    ({**GOOD, "note": object()}, ("note",)),
    ({**GOOD, 5: 1}, ()),
    ({**GOOD, "order": 10**1200}, ("order",)),
    ({**GOOD, "__proto__": {}}, ("__proto__",)),
]


@pytest.mark.parametrize(("document", "place"), DOCUMENTS)
def test_a_document_of_something_else_is_refused_with_the_place(document: Any, place: Any) -> None:
    assert place in errors_of(REFUND.decode, document)
    errors_of(REFUND.from_form, document)


@pytest.mark.parametrize(("document", "place"), DOCUMENTS)
def test_a_form_can_be_made_of_a_document_that_does_not_fit(document: Any, place: Any) -> None:
    given = document if isinstance(document, dict) else None

    assert REFUND.initial(given).keys() == REFUND.schema(given)["properties"].keys()
    assert REFUND.display(document)


@pytest.mark.parametrize("name", ["c", "d"])
def test_a_keyword_that_is_an_argument_of_its_own_is_refused(name: str) -> None:
    document = {"a": 1, "more": [{"key": "x", "value": 1}, {"key": name, "value": 2}]}

    assert errors_of(KINDS.decode, document).keys() == {("more", 1, "key")}
    assert errors_of(KINDS.from_form, document).keys() == {("more", 1, "key")}


def test_a_keyword_named_as_a_positional_only_argument_is_one() -> None:
    call = KINDS.decode({"a": 1, "more": [{"key": "a", "value": 2}]})

    assert every_kind(*call.args, **call.kwargs)[-1] == {"a": 2}


def test_a_parameter_whose_annotation_cannot_be_resolved_takes_plain_json() -> None:
    arguments = Arguments(partly_readable)

    assert arguments.decode({"order": 1, "thing": {"a": 1}}).kwargs["thing"] == {"a": 1}
    assert arguments.from_form({"order": 1, "thing": "word", "other": ""}) == {
        "order": 1,
        "thing": "word",
    }


def test_nothing_but_running_it_calls_the_task() -> None:
    arguments = Arguments(never)

    arguments.decode(arguments.from_form(arguments.initial()))
    arguments.as_python(arguments.bind((), {}))
    assert arguments.display({}) == []


@pytest.mark.parametrize(
    "payload", ["<script>alert(1)</script>", "</textarea>", "{{ 7 }}", "'\"--"]
)
def test_markup_is_text_like_any_other(payload: str) -> None:
    document = REFUND.from_form({**GOOD, "note": payload, "order": 1})

    assert REFUND.decode(document).kwargs["note"] == payload
