"""A task for each table of the types: it says what did not arrive as it was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from carrot import Task, task
from carrot.plugins import hookimpl
from carrot.testing.exactness import exactly
from scripts.types_table import TABLES
from tests.project import wide

PREFIX = "typed."


def sent(table: str, which: int) -> dict[str, Any]:
    """The values of a table by parameter: the first of each row, or its others."""
    found = {}
    for number, row in enumerate(TABLES[table]):
        texts = (row.given, *row.more)
        if which < len(texts):
            found[f"p{number}"] = eval(texts[which], wide.names())
    return found


@hookimpl
def register_tasks() -> Iterator[Task]:
    for table in TABLES:
        yield task(_function(table), name=f"{PREFIX}{table}")


def _function(table: str) -> Callable[..., Any]:
    rows = TABLES[table]
    # What is left out is not compared: it has the default.
    signature = ", ".join(
        f"p{number}: {row.annotation} = {row.given}" for number, row in enumerate(rows)
    )
    scope = {**wide.names(), "different": _different}
    source = (
        f"def typed(which: int, {signature}):\n    return different({table!r}, which, locals())"
    )
    exec(source, scope)
    made: Callable[..., Any] = scope["typed"]
    return made


def _different(table: str, which: int, got: dict[str, Any]) -> list[str]:
    expected = sent(table, which)
    return [
        f"{name}: {got[name]!r}, not {each!r}"
        for name, each in expected.items()
        if not exactly(got[name], each)
    ]
