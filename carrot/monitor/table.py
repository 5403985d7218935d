"""The table of a plugin's panel: its rows sorted, cut into pages, and made readable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from carrot.monitor.cells import Cell, cell, is_number
from carrot.monitor.permissions import may_change
from carrot.monitor.text import plain
from carrot.plugins.calls import LIMIT
from carrot.plugins.checked import address
from carrot.plugins.extensions import Button
from carrot.plugins.panels import TablePanel

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column's heading; `address` is the page sorted by it, `sort` how it is sorted now."""

    label: str
    address: str
    sort: str
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the page."""

    cells: Sequence[Cell]
    buttons: Sequence[Button]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The rows of one page. `more` says that a page follows, `capped` that rows are left out."""

    rows: Sequence[Row]
    number: int
    more: bool
    capped: bool = False


def context(panel: TablePanel, request: HttpRequest) -> dict[str, Any]:
    """What the template of a table is given."""
    sort = request.GET.get("sort", "")
    if sort.removeprefix("-") not in panel.columns:
        sort = ""
    cut = _cut(panel, panel.get_rows(request), sort, _number(request.GET.get("page", "")))
    lines = _lines(panel, request, cut.rows)
    return {
        "headings": [_heading(panel, request, name, sort, cut.rows) for name in panel.columns],
        "lines": lines,
        "has_buttons": any(line.buttons for line in lines),
        "number": cut.number,
        "capped": LIMIT if cut.capped else 0,
        "previous": _address(request, page=cut.number - 1) if cut.number > 1 else "",
        "next": _address(request, page=cut.number + 1) if cut.more else "",
    }


def _cut(panel: TablePanel, rows: object, sort: str, number: int) -> Cut:
    if isinstance(rows, QuerySet):
        if sort or not rows.ordered:
            # Pages of what has no order would show some rows twice and others never.
            rows = rows.order_by(sort or next(iter(panel.columns)))
        return _page(panel, rows, number)
    if isinstance(rows, str | bytes | Mapping) or not isinstance(rows, Iterable):
        raise TypeError(f"get_rows gave a {type(rows).__name__}; give mappings, one for each row")
    taken = list(islice(rows, LIMIT + 1))
    found = [_checked(row) for row in taken[:LIMIT]]
    if sort:
        found = _sorted(found, sort.removeprefix("-"), downwards=sort.startswith("-"))
    return _page(panel, found, number, capped=len(taken) > LIMIT)


def _page(panel: TablePanel, rows: Any, number: int, *, capped: bool = False) -> Cut:
    size = panel.page_size
    start = (number - 1) * size
    found = [_checked(row) for row in rows[start : start + size + 1]]
    if not found and number > 1:
        return _page(panel, rows, 1, capped=capped)
    return Cut(rows=found[:size], number=number, more=len(found) > size, capped=capped)


def _checked(row: object) -> Row:
    if not isinstance(row, Mapping):
        raise TypeError(f"get_rows gave a {type(row).__name__} where a mapping belongs")
    return row


def _sorted(rows: list[Row], name: str, *, downwards: bool) -> list[Row]:
    """By the values of a column; what has none comes last."""
    given = [row for row in rows if row.get(name) is not None]
    empty = [row for row in rows if row.get(name) is None]

    def value(row: Row) -> Any:
        return row[name]

    def words(row: Row) -> str:
        return str(row[name]).casefold()

    texts = all(isinstance(value(row), str) for row in given)
    try:
        return sorted(given, key=words if texts else value, reverse=downwards) + empty
    except TypeError:  # values of several types
        return sorted(given, key=words, reverse=downwards) + empty


def _number(text: str) -> int:
    fits = text.isascii() and text.isdecimal() and len(text) < 7
    return max(int(text), 1) if fits else 1


def _address(request: HttpRequest, **changes: object) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"


def _heading(
    panel: TablePanel, request: HttpRequest, name: str, sort: str, rows: Sequence[Row]
) -> Heading:
    values = [row.get(name) for row in rows]
    downwards = sort == name
    return Heading(
        label=plain(panel.columns[name]),
        address=_address(request, sort=f"-{name}" if downwards else name, page=1),
        sort="ascending" if sort == name else "descending" if sort == f"-{name}" else "",
        is_number=any(map(is_number, values)) and all(v is None or is_number(v) for v in values),
    )


def _lines(panel: TablePanel, request: HttpRequest, rows: Sequence[Row]) -> list[Line]:
    changes = may_change(request, panel.change_permission)
    return [
        Line(
            cells=_cells(panel, row),
            buttons=_buttons(panel.get_row_buttons(request, row)) if changes else (),
        )
        for row in rows
    ]


def _buttons(given: object) -> list[Button]:
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise TypeError(f"get_row_buttons gave a {type(given).__name__}; give Buttons")
    found = list(islice(given, LIMIT))
    for each in found:
        if not isinstance(each, Button):
            raise TypeError(f"get_row_buttons gave a {type(each).__name__} where a Button belongs")
    return sorted((each.checked() for each in found), key=lambda each: each.order)


def _cells(panel: TablePanel, row: Row) -> list[Cell]:
    cells = [cell(plain(label), row.get(name)) for name, label in panel.columns.items()]
    url = address(panel.get_row_url(row))
    if url:
        cells[0] = replace(cells[0], url=url)
    return cells
