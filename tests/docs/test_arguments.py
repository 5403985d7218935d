"""What the page about arguments says of each type is what the code does with it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from carrot.exceptions import ArgumentsError
from carrot.tasks import json_text
from carrot.tasks.arguments import Arguments
from tests.docs import reference

PAGE = "reference/arguments"
NO_REASON = "*(one line, no reason)*"


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """The names that the page's tables and sessions use."""
    found: dict[str, Any] = {"__name__": "tests.docs.named"}
    for caption in ("names", "tasks"):
        reference.run(reference.code(PAGE, caption), found)
    return found


def codec(annotation: str, names: dict[str, Any]) -> Arguments:
    """The arguments of a function with one required parameter of that annotation."""
    reference.run(f"def function(value: {annotation}): ...", names)
    return Arguments(names["function"])


def control(schema: dict[str, Any]) -> str:
    """The words of the page for what a schema makes the editor show."""
    if "oneOf" in schema:
        return "choice of a type"
    if schema["type"] == "array":
        pairs = schema["items"].get("properties", {}).keys() == {"key", "value"}
        return "keys and values" if pairs else "list"
    if schema["type"] != "string":
        words = {"integer": "whole number", "number": "number", "boolean": "checkbox"}
        return words[schema["type"]]
    if "choices" in schema:
        return "choice"
    if schema.get("readonly"):
        return "nothing to fill in"
    words = {"number": "exact number", "datetime-local": "date and time", "": "text"}
    return words.get(schema.get("format", ""), schema.get("format", ""))


def refusal(codec: Arguments, data: Any) -> None:
    """Neither a message nor a form may bring the data."""
    for read in (codec.decode, codec.from_form):
        with pytest.raises(ArgumentsError):
            read({"value": data})


@pytest.mark.parametrize("row", reference.table(PAGE, "fields"), ids=lambda row: row[0])
def test_a_type_with_a_field_is_as_the_table_says(row, names):
    annotation, field, given, stored, refused = row
    arguments, value = codec(annotation, names), eval(given, names)

    document = arguments.bind((value,), {})
    (back,) = arguments.decode(document).kwargs.values()

    assert control(arguments.schema()["properties"]["value"]) == field
    assert document == {"value": json.loads(stored)}
    assert type(back) is type(value)
    assert back == value or back.replace(tzinfo=None) == value
    refusal(arguments, json.loads(refused))


@pytest.mark.parametrize("row", reference.table(PAGE, "boxes"), ids=lambda row: row[0])
def test_a_json_box_is_as_the_table_says(row, names):
    annotation, given, stored, why = row
    arguments, value = codec(annotation, names), eval(given, names)

    document = arguments.bind((value,), {})
    shown = arguments.schema()["properties"]["value"]

    assert document == {"value": json.loads(stored)}
    assert arguments.decode(document).kwargs == {"value": value}
    assert arguments.parameters[0].note == ("" if why == NO_REASON else why)
    assert (shown.get("widget") == "textarea") is (why != NO_REASON)


@pytest.mark.parametrize("row", reference.table(PAGE, "refused"), ids=lambda row: row[0])
def test_what_cannot_be_an_argument_says_what_the_table_says(row, names):
    annotation, said = row
    arguments = codec(annotation, names)

    assert arguments.problem == f"value: {said}"
    assert arguments.schema()["properties"] == {}


def test_the_sessions_of_the_page_are_true(names):
    assert reference.play(PAGE, dict(names)) == ""


@pytest.mark.parametrize(
    ("annotation", "given"),
    [("int", "7"), ("bool", 1), ("Decimal", 2.5)],
    ids=["a text is no int", "1 is no bool", "2.5 is no Decimal"],
)
def test_code_must_give_the_type_itself(annotation, given, names):
    with pytest.raises(ArgumentsError):
        codec(annotation, names).bind((given,), {})


def test_the_limits_of_json_are_those_of_the_code():
    page = re.sub(r"\s+", " ", reference.text(PAGE))

    assert (
        f"at most {json_text.DEPTH} levels, at most {json_text.KEYS:,} keys, "
        f"no number of more than {json_text.DIGITS:,} digits"
    ) in page
