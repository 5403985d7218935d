"""The arguments of a task as one form field: controls in, arguments document out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from carrot.exceptions import ArgumentsError, Path
from carrot.monitor.forms.document import written
from carrot.monitor.forms.shape import showable
from carrot.monitor.forms.widget import ArgumentsWidget
from carrot.tasks import Task
from carrot.tasks.json_text import dump_json, load_json
from carrot.tasks.nodes.reading import TYPED, Reading


class ArgumentsField(forms.Field):
    """Cleans to an arguments document that fits the task, or fails with all that is wrong.

    What was submitted is shown again as it came. `problems` has each error by its path. With
    `as_json` it is the document itself that is edited, as text.
    """

    widget: ArgumentsWidget

    def __init__(
        self,
        task: Task,
        schema: dict[str, Any],
        reading: Reading = TYPED,
        *,
        as_json: bool = False,
    ) -> None:
        # The page has a heading of its own for them.
        schema.pop("title", None)
        super().__init__(required=False, widget=ArgumentsWidget(schema, as_json=as_json))
        self.task = task
        self.reading = reading
        self.as_json = as_json
        self.problems: dict[Path, str] = {}

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else dump_json(value)

    def clean(self, value: Any) -> dict[str, Any]:
        try:
            if self.as_json:
                return written(self.task, value or "", self.reading)
            document = self.task.arguments.from_form(load_json(value or ""), self.reading)
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


def field_for(
    task: Task, submitted: str, reading: Reading, *, as_json: bool = False
) -> ArgumentsField:
    """The field for what a browser sent, with controls that can show it if any can."""
    schema = task.arguments.schema()
    if as_json:
        return ArgumentsField(task, schema, reading, as_json=True)
    try:
        data = load_json(submitted)
    except ArgumentsError:
        data = None
    if not isinstance(data, dict):
        return ArgumentsField(task, schema, reading)
    # A control that fits the default may show what one that fits the data cannot, and vice versa.
    fitting, plain = task.arguments.schema(data)["properties"], schema["properties"]
    for name in plain.keys() & data.keys():
        if showable(fitting[name], data[name], schema):
            plain[name] = fitting[name]
    return ArgumentsField(task, schema, reading)
