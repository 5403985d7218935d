"""Reads a page of the reference: its tables of literals, its code, its sessions."""

from __future__ import annotations

import doctest
import io
import re
from pathlib import Path
from typing import Any

from tests.docs import tutorial

DOCS = Path(__file__).parents[2] / "docs"
TABLE = re.compile(
    r"^\.\. list-table::\n(?:   :[\w-]+:.*\n)*   :class: (\w+)\n\n((?:   .*\n)+)", re.MULTILINE
)
CELL = re.compile(r"^   (?:\* |  )- (.*)$", re.MULTILINE)


def text(page: str) -> str:
    """The page's source; `page` is its path without suffix."""
    return (DOCS / f"{page}.rst").read_text(encoding="utf-8")


def table(page: str, name: str) -> list[list[str]]:
    """The rows of the table of that class, its header left out; literals without their marks."""
    (body,) = [body for found, body in TABLE.findall(text(page)) if found == name]
    rows = re.split(r"^   (?=\* )", body, flags=re.MULTILINE)[1:]
    return [[cell.strip("`") for cell in CELL.findall(f"   {row}")] for row in rows][1:]


def code(page: str, caption: str) -> str:
    """The code block with that caption."""
    (found,) = [each.text for each in tutorial.blocks(f"../{page}") if each.file == caption]
    return found


def run(source: str, names: dict[str, Any]) -> None:
    """Execute code as its own file would, without the `from __future__` of this one."""
    exec(compile(source, names["__name__"], "exec", dont_inherit=True), names)


def play(page: str, names: dict[str, Any]) -> str:
    """Run the sessions of a page as one; what does not match, or nothing."""
    sessions = [each.text for each in tutorial.blocks(f"../{page}") if each.language == "pycon"]
    assert sessions, f"{page} has no session"
    test = doctest.DocTestParser().get_doctest("\n".join(sessions), names, page, None, 0)
    report = io.StringIO()
    # Long answers are broken into lines on the page.
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    doctest.DocTestRunner(optionflags=flags).run(test, out=report.write)
    return report.getvalue()
