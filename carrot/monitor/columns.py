"""The columns of a list, the core's and plugins', and what stands in their cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.db.models import Model
from django.utils.safestring import SafeString

from carrot.monitor.cells import Cell, cell, drawn
from carrot.monitor.text import plain, shorten
from carrot.plugins import declarations
from carrot.plugins.asking import ask
from carrot.plugins.columns import Column

FAILED = "failed"
"""What stands in a cell whose value could not be had."""
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreColumn(Column):
    """A column of the core, which draws its cells itself.

    `draw` gets the row as the list has it, `look` are the classes of its cells, `short` is its
    name on small screens. `labels` and `draws` are what it has in lists where these are other
    ones, by the name of the list.
    """

    value: Callable[[Any], object] = field(default=str)
    draw: Callable[[Any], SafeString]
    look: str = ""
    short: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    draws: Mapping[str, Callable[[Any], SafeString]] = field(default_factory=dict)

    def in_list(self, name: str) -> CoreColumn:
        """The column as a list of this name has it."""
        label, draw = self.labels.get(name, self.label), self.draws.get(name, self.draw)
        return replace(self, label=label, draw=draw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    label: str
    look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row, and its cells as HTML."""

    row: Any
    html: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list of rows under headings; `faults` say in sentences which plugins failed in it."""

    headings: Sequence[Heading]
    lines: Sequence[Line]
    faults: Sequence[str]


def of_list(target: str, name: str = "") -> list[tuple[str, Column]]:
    """Owner and column of all that a list over messages or schedules has, in order."""
    return [
        (owner, column.in_list(name) if isinstance(column, CoreColumn) else column)
        for owner, column in declarations.every(Column)
        if column.target == target
    ]


def fields(target: str) -> set[str]:
    """The fields that plugins' columns need, although lists do not load them by themselves."""
    return {name for _, column in of_list(target) for name in column.fields}


def table(
    columns: Sequence[tuple[str, Column]],
    rows: Sequence[Any],
    subject: Callable[[Any], Model] = lambda row: row,
) -> Table:
    """The rows under these columns; plugins are asked about the `subject` of each row."""
    subjects = [subject(row) for row in rows]
    faults: list[str] = []
    columned = [
        [_drawn(column, row) for row in rows]
        if isinstance(column, CoreColumn)
        else _given(owner, column, subjects, faults)
        for owner, column in columns
    ]
    return Table(
        headings=[
            _heading(column, cells) for (_, column), cells in zip(columns, columned, strict=True)
        ],
        lines=[
            Line(row=row, html=drawn(cells[number] for cells in columned))
            for number, row in enumerate(rows)
        ],
        faults=faults,
    )


def _heading(column: Column, cells: Sequence[Cell]) -> Heading:
    if isinstance(column, CoreColumn):
        return Heading(label=str(column.label), look="num" if column.look == "num" else "")
    is_number = any(each.is_number for each in cells)
    return Heading(label=plain(column.label), look="num" if is_number else "")


def _drawn(column: CoreColumn, row: Any) -> Cell:
    label = str(column.label) if column.short is None else column.short
    return Cell(label=label, html=column.draw(row), look=column.look)


def _given(
    owner: str, column: Column, subjects: Sequence[Model], faults: list[str]
) -> Sequence[Cell]:
    cells: list[Cell] = []
    what = f"the column {column.name}"
    asked = ask(owner, what, partial(_fill, column, subjects, cells))
    if asked.error:
        faults.append(f"The plugin {owner} failed in {shorten(asked.error, _LONGEST)}")
    missing = len(subjects) - len(cells)
    return [*cells, *[Cell(label=plain(column.label), text=FAILED, look="quiet")] * missing]


def _fill(column: Column, subjects: Sequence[Model], cells: list[Cell]) -> bool:
    """Put a cell for each into `cells`; raise the first failure when all were asked."""
    if column.prepare is not None:
        column.prepare(subjects)
    label, first = plain(column.label), None
    for each in subjects:
        try:
            given = cell(label, column.value(each))
            long = len(given.text) > _LONGEST
            cells.append(replace(given, text=shorten(given.text, _LONGEST)) if long else given)
        except Exception as error:
            first = first or error
            cells.append(Cell(label=label, text=FAILED, look="quiet"))
    if first is not None:
        raise first
    return True
