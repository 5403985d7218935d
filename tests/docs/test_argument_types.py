"""The page of all types is what the code gives, and every type on it keeps its laws."""

from __future__ import annotations

import json

import pytest

from carrot.exceptions import ArgumentsError
from carrot.tasks.arguments import Arguments
from carrot.tasks.nodes import node_for
from carrot.testing import check_laws
from scripts import argument_types
from scripts.types_table import REFUSED, TABLES

NAMES = argument_types.known()
ROWS = [row for rows in TABLES.values() for row in rows]


def test_the_page_is_what_the_code_gives():
    written = argument_types.PAGE.read_text(encoding="utf-8")

    assert written == argument_types.page(), "run: python -m scripts.argument_types"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.annotation)
def test_a_type_keeps_its_laws(row):
    values = [eval(each, NAMES) for each in (row.given, *row.more)]

    check_laws(eval(row.annotation, NAMES), values, bad=[json.loads(row.refused)])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.annotation)
def test_neither_a_message_nor_a_form_may_bring_what_is_refused(row):
    exec(f"def function(value: {row.annotation}): ...", scope := dict(NAMES))
    codec = Arguments(scope["function"])

    for read in (codec.decode, codec.from_form):
        with pytest.raises(ArgumentsError):
            read({"value": json.loads(row.refused)})


@pytest.mark.parametrize("annotation", REFUSED)
def test_what_cannot_be_an_argument_is_in_no_form(annotation):
    exec(f"def function(value: {annotation}): ...", scope := dict(NAMES))
    codec = Arguments(scope["function"])

    assert codec.problem.startswith("value: ")
    assert codec.schema()["properties"] == {}


@pytest.mark.parametrize("annotation", REFUSED)
def test_what_cannot_be_an_argument_says_so(annotation):
    assert node_for(eval(annotation, NAMES)).fault
