"""What the page about arguments says of each type is what the code does with it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from carrot.exceptions import ArgumentsError
from carrot.tasks import json_text
from carrot.tasks.arguments import Arguments
from tests.docs import reference

PAGE = "reference/arguments"


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
