"""The arguments document as text that people edit, and the way to it from the form's controls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks import Task
from carrot.tasks.json_text import dump_json, load_json
from carrot.tasks.nodes import INVALID, Errors
from carrot.tasks.nodes.field import EMPTY
from carrot.tasks.nodes.reading import Reading
from carrot.tasks.parameters import Parameter


def pretty(document: Any) -> str:
    """The document as JSON with a line for every value; nothing of it is rounded or reworded."""
    return dump_json(document, indent=2)


def written(task: Task, text: str, reading: Reading) -> dict[str, Any]:
    """The document that somebody wrote as JSON: checked, and in the form in which it is stored.

    `ArgumentsError` names every fault and its place. Unlike a control of a form, JSON says what
    it means: a value that is there is given, also when it is empty.
    """
    document = load_json(text or "{}")
    reading = replace(reading, from_browser=False)  # a text has every digit
    task.arguments.decode(document, reading)
    document = task.arguments.today(document)
    errors = Errors(reading)
    found = {}
    for each in task.arguments.parameters:
        encoded = _encoded(each, document.get(each.name, EMPTY), errors)
        if encoded is not EMPTY:
            found[each.name] = encoded
    if errors:
        raise ArgumentsError(errors)
    return found


def loose(
    task: Task, data: Mapping[str, Any], reading: Reading
) -> tuple[dict[str, Any], dict[Path, str]]:
    """The document of a form that may be half filled in, and what is wrong with it.

    What does not fit is in it as it was typed; what is missing or left at its default is not,
    and is not called wrong.
    """
    found: dict[str, Any] = {}
    faults: dict[Path, str] = {}
    names = task.arguments.keys
    for key, value in data.items():
        parameter = names.get(key)
        if parameter is None:
            found[key] = value
            continue
        errors = Errors(reading)
        encoded = parameter.submitted(value, (key,), errors)
        if encoded is not EMPTY:
            found[parameter.name] = encoded
        elif errors and not parameter.node.is_blank(value):
            found[parameter.name] = value
            faults.update({(parameter.name, *path[1:]): said for path, said in errors.items()})
    return found, faults


def _encoded(parameter: Parameter, data: Any, errors: Errors) -> Any:
    """The encoded value, EMPTY if it is the default or has errors."""
    if data is EMPTY:
        return EMPTY
    node, default = parameter.node, parameter.encoded_default
    value = node.decode(data, (parameter.name,), errors)
    if value is INVALID:
        return EMPTY
    try:
        encoded = node.encode(value)
    except ArgumentsError as error:
        errors.update({(parameter.name, *path): fault for path, fault in error.errors.items()})
        return EMPTY
    return EMPTY if default is not EMPTY and dump_json(encoded) == dump_json(default) else encoded
