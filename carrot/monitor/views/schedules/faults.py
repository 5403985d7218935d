"""What is wrong with the form of a call, as links to its fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms.utils import ErrorList

from carrot.exceptions import dotted
from carrot.monitor.forms.arguments import ArgumentsField
from carrot.monitor.forms.call import CallForm
from carrot.monitor.forms.widget import coordinates


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One error: where, what, and the id of the control that mends it."""

    label: str
    message: str
    target: str
    coordinates: str = ""


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
    fields = field.widget.get_schema()["properties"]
    return [
        Fault(
            label=dotted(path) or "Arguments",
            message=message,
            target=str(field.widget.attrs["id"]) if not path or path[0] in fields else "",
            coordinates=coordinates(path),
        )
        for path, message in field.problems.items()
    ]


def _field_faults(form: CallForm, name: str, errors: ErrorList) -> Iterator[Fault]:
    known = name in form.fields
    for message in errors:
        yield Fault(
            label=str(form[name].label) if known else "",
            message=str(message),
            target=form[name].id_for_label if known else "",
        )
