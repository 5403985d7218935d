"""What is wrong with the form of a call, as links to its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms.utils import ErrorList

from carrot.exceptions import Path, dotted
from carrot.monitor.forms.arguments import ArgumentsField
from carrot.monitor.forms.call import CallForm
from carrot.monitor.forms.places import labels
from carrot.monitor.forms.widget import coordinates


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One error: where, what, and the id of the control that mends it.

    `path` is where it is in the document, for those who see that.
    """

    label: str
    message: str
    target: str
    coordinates: str = ""
    path: str = ""


def faults(form: CallForm) -> list[Fault]:
    """All errors of a bound form, in the order of its page."""
    return list(_faults(form))


def _faults(form: CallForm) -> Iterator[Fault]:
    order = ["task", "task_name", "arguments"]
    names = sorted(form.errors, key=lambda name: order.index(name) if name in order else 99)
    for name in names:
        field = form.fields.get(name)
        if isinstance(field, ArgumentsField):
            yield from argument_faults(field)
        else:
            yield from _field_faults(form, name, form.errors[name])


def argument_faults(field: ArgumentsField) -> list[Fault]:
    """What is wrong with the arguments, each with the place of its control."""
    schema = field.widget.get_schema()
    spoken = {} if field.widget.as_json else {path: labels(schema, path) for path in field.problems}
    return [
        Fault(
            label=spoken.get(path) or dotted(path) or "Arguments",
            message=message,
            target=_target(field, schema, path),
            coordinates=coordinates(path),
            path=dotted(path) or "Arguments",
        )
        for path, message in field.problems.items()
    ]


def _target(field: ArgumentsField, schema: Mapping[str, Any], path: Path) -> str:
    """The id of the control's form; nothing where the form has no such control."""
    there = not path or path[0] in schema["properties"]
    return str(field.widget.attrs["id"]) if there else ""


def _field_faults(form: CallForm, name: str, errors: ErrorList) -> Iterator[Fault]:
    known = name in form.fields
    for message in errors:
        yield Fault(
            label=str(form[name].label) if known else "",
            message=str(message),
            target=form[name].id_for_label if known else "",
        )
