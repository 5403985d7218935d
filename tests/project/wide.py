"""A task with a parameter of every type that the reference lists, and one of a great many."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from scripts.types_table import NAMES, TABLES, Row


@cache
def names() -> dict[str, Any]:
    """The names that the types of the reference are written with."""
    found: dict[str, Any] = {"__name__": "tests.project.wide_names"}
    exec(compile(NAMES, found["__name__"], "exec", dont_inherit=True), found)
    return found


def rows() -> dict[str, Row]:
    """Every row of the reference by the name of the parameter for it."""
    return {
        f"{table.replace('-', '_')}_{number}": row
        for table, rows in TABLES.items()
        for number, row in enumerate(rows)
    }


def function(parameters: dict[str, str], name: str = "wide") -> Callable[..., Any]:
    """A function that takes these annotations by name, and refuses to be called."""
    taken = dict(names())
    signature = ", ".join(f"{each}: {annotation}" for each, annotation in parameters.items())
    exec(f"def {name}({signature}):\n    raise AssertionError('the task was called')", taken)
    made: Callable[..., Any] = taken[name]
    return made


def wide() -> Callable[..., Any]:
    """A function with a required parameter of every type."""
    return function({name: row.annotation for name, row in rows().items()})
