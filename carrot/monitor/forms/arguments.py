"""The arguments of a task as one form field: controls in, arguments document out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from carrot.exceptions import ArgumentsError, Path, dotted
from carrot.monitor.arguments import HIDDEN, is_secret, masked
from carrot.monitor.forms.shape import showable
from carrot.monitor.forms.widget import ArgumentsWidget
from carrot.tasks import Task
from carrot.tasks.json_text import dump_json, load_json
from carrot.tasks.nodes.reading import Reading

TYPED = Reading(from_browser=True)
"""How a form is read of which nothing is kept, and by nobody in particular."""


class ArgumentsField(forms.Field):
    """Cleans to an arguments document that fits the task, or fails with all that is wrong.

    What was submitted is shown again as it came. `problems` has each error by its path.
    """

    widget: ArgumentsWidget

    def __init__(self, task: Task, schema: dict[str, Any], reading: Reading = TYPED) -> None:
        # The page has a heading of its own for them.
        schema.pop("title", None)
        super().__init__(required=False, widget=ArgumentsWidget(schema))
        self.task = task
        self.reading = reading
        self.problems: dict[Path, str] = {}

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else dump_json(value)

    def clean(self, value: Any) -> dict[str, Any]:
        try:
            document = self.task.arguments.from_form(load_json(value or ""))
            # A parameter without a control may be required: then the call is not whole.
            self.task.arguments.decode(document)
            return document
        except ArgumentsError as error:
            self.mark(error.errors)
            raise ValidationError(list(self.problems.values())) from error

    def mark(self, problems: Mapping[Path, str]) -> None:
        """Show these beside their controls."""
        self.problems = dict(problems)
        self.widget.mark(problems)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """A stored argument that the form has no place for, and why."""

    label: str
    value: str
    reason: str


def field_for(task: Task, submitted: str, reading: Reading) -> ArgumentsField:
    """The field for what a browser sent, with controls that can show it if any can."""
    schema = task.arguments.schema()
    try:
        data = load_json(submitted)
    except ArgumentsError:
        data = None
    if not isinstance(data, dict):
        return ArgumentsField(task, schema, reading)
    # A control that fits the default may show what one that fits the data cannot, and vice versa.
    fitting, plain = task.arguments.schema(data)["properties"], schema["properties"]
    for name in plain.keys() & data.keys():
        if showable(fitting[name], data[name]):
            plain[name] = fitting[name]
    return ArgumentsField(task, schema, reading)


def opened(
    task: Task, document: Mapping[str, Any], *, fresh: bool
) -> tuple[ArgumentsField, Any, list[Leftover]]:
    """The field for a stored document, what it shows, and what of it does not fit the task.

    Of a `fresh` document, which nobody has filled in yet, nothing is said to be missing.
    """
    codec = task.arguments
    errors = {} if fresh else _errors(task, document)
    unfit = {path[0] for path in errors if path}
    shown: Mapping[str, Any] = document
    if not showable(codec.schema(shown), codec.initial(shown)):
        shown = {name: value for name, value in document.items() if name not in unfit}
    field = ArgumentsField(task, codec.schema(shown))
    field.mark(errors)
    names = {each.name for each in codec.parameters}
    leftovers = [
        Leftover(label=dotted(path), value=_shown(document, str(path[0])), reason=message)
        for path, message in errors.items()
        if path and path[0] in document and (path[0] not in names or path[0] not in shown)
    ]
    return field, codec.initial(shown), leftovers


def _shown(document: Mapping[str, Any], name: str) -> str:
    return HIDDEN if is_secret(name) else dump_json(masked(document[name]))


def _errors(task: Task, document: Mapping[str, Any]) -> dict[Path, str]:
    try:
        task.arguments.decode(document)
    except ArgumentsError as error:
        return error.errors
    return {}
