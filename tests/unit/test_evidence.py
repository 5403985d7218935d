"""Where a task failed: the last function of the project's own, whatever libraries are below."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from carrot.worker.evidence import place_of


class Stock:
    def take(self) -> None:
        raise LookupError("none left")


def reads() -> None:
    json.loads("{")


def nested() -> None:
    try:
        Stock().take()
    except LookupError as error:
        raise ValueError("no") from error


def caught(function) -> BaseException:
    try:
        function()
    except Exception as error:
        return error
    raise AssertionError


def line_of(text: str) -> int:
    source = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(source, start=1) if line.strip() == text)


@pytest.mark.parametrize(
    ("function", "name", "line"),
    [
        (Stock().take, "Stock.take", 'raise LookupError("none left")'),
        (reads, "reads", 'json.loads("{")'),
        (nested, "nested", 'raise ValueError("no") from error'),
    ],
)
def test_the_place_is_the_last_one_of_the_projects_own(function, name, line):
    assert place_of(caught(function)) == f"{__name__}.{name}, line {line_of(line)}"


def test_without_any_it_is_that_of_the_library():
    made: dict[str, object] = {"__name__": "somewhere"}
    exec(compile("def f():\n    1 / 0", json.__file__, "exec"), made)
    error = caught(made["f"])
    error.__traceback__ = error.__traceback__.tb_next
    assert place_of(error) == "somewhere.f, line 2"


def test_what_was_never_raised_has_none():
    assert place_of(ValueError("x")) == ""


def test_a_very_long_name_is_cut():
    made: dict[str, object] = {"__name__": "m" * 400}
    exec("def f():\n    raise ValueError", made)
    assert len(place_of(caught(made["f"]))) == 255


def test_a_strange_name_of_a_module_is_text():
    made: dict[str, object] = {"__name__": 7}
    exec("def f():\n    raise ValueError", made)
    assert place_of(caught(made["f"])).startswith("7.f, line ")
    assert sys.exc_info() == (None, None, None)
