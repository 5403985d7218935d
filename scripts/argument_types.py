"""Writes docs/reference/argument_types.rst, the table of all types, from the code itself.

python -m scripts.argument_types
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from scripts.types_table import NAMES, REFUSED, TABLES, Row

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "argument_types.rst"
TITLES = {
    "numbers": "Numbers",
    "yes-no": "Yes and no",
    "texts": "Texts",
    "choices": "Choices",
    "times": "Dates and times",
    "collections": "Collections",
    "records": "Records",
    "several": "One of several types",
    "others": "Others",
    "boxes": "Without a type",
}
INTRODUCTION = """\
Argument types
==============

.. This page is written by "python -m scripts.argument_types"; a test compares it with the code.

What may stand in a signature. *Field* is what the form shows, *given* what code may pass, *stored*
the JSON that the message holds, and *refused* JSON that neither a form nor a message may bring.
:doc:`arguments` says what holds for all of them. Types of plugins come in addition:
:doc:`../howto/own_argument_types`.
"""
_HEADINGS = ("Annotation", "Field", "Given", "Stored", "Refused")


def page() -> str:
    """The whole page."""
    names = known()
    parts = [INTRODUCTION]
    for table, rows in TABLES.items():
        title = TITLES[table]
        lines = [_line(_HEADINGS)]
        lines += [_line(_cells(row, names)) for row in rows]
        parts.append(f"{title}\n{'-' * len(title)}\n\n{_table(lines)}")
    parts.append(_refused(names))
    parts.append(_names())
    return "\n".join(parts)


def known() -> dict[str, Any]:
    """The names that the table uses."""
    found: dict[str, Any] = {"__name__": "scripts.types_named"}
    exec(compile(NAMES, found["__name__"], "exec", dont_inherit=True), found)
    return found


def _cells(row: Row, names: dict[str, Any]) -> tuple[str, ...]:
    from carrot.tasks.json_text import dump_json
    from carrot.tasks.nodes import node_for
    from carrot.tasks.nodes.listed import filled

    node = node_for(eval(row.annotation, names))
    stored = dump_json(node.encode(eval(row.given, names)))
    code = [f"``{text}``" for text in (row.annotation, row.given, stored, row.refused)]
    return (code[0], control(filled(node.schema())), *code[1:])


def control(schema: dict[str, Any]) -> str:
    """What a schema makes the form show, in words."""
    if "oneOf" in schema:
        return "choice of a type"
    if schema["type"] == "array":
        return _several(schema["items"])
    if schema["type"] == "object":
        return "group of fields"
    if "choices" in schema:
        return "choice"
    words = {"integer": "whole number", "number": "number", "boolean": "checkbox"}
    if schema["type"] in words:
        return words[schema["type"]]
    if schema.get("widget") == "textarea":
        return "JSON"
    if schema.get("readonly"):
        return "nothing to fill in"
    words = {"number": "exact number", "datetime-local": "date and time", "": "text"}
    return words.get(schema.get("format", ""), schema.get("format", ""))


def _several(items: dict[str, Any]) -> str:
    if items.get("widget") == "multiselect":
        return "boxes to tick"
    pairs = items.get("properties", {}).keys() == {"key", "value"}
    return "keys and values" if pairs else "list"


def _refused(names: dict[str, Any]) -> str:
    from carrot.tasks.nodes import node_for

    title = "What cannot be an argument"
    text = (
        "A parameter of such a type with a default is left out of the form and keeps its default.\n"
        "One without a default keeps the task from being called; its page says so.\n"
    )
    lines = [_line(("Annotation", "What is said"))]
    lines += [_line((f"``{each}``", node_for(eval(each, names)).fault)) for each in REFUSED]
    return f"{title}\n{'-' * len(title)}\n\n{text}\n{_table(lines)}"


def _names() -> str:
    title = "The names"
    code = "".join(f"   {line}\n" if line else "\n" for line in NAMES.strip().splitlines())
    return f"{title}\n{'-' * len(title)}\n\n.. code-block:: python\n\n{code}"


def _table(lines: list[str]) -> str:
    return f".. list-table::\n   :header-rows: 1\n\n{''.join(lines)}"


def _line(cells: tuple[str, ...]) -> str:
    first, *others = cells
    return f"   * - {first}\n" + "".join(f"     - {cell}\n" for cell in others)


def main() -> None:
    """Write the page."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.project.settings")
    django.setup()
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
