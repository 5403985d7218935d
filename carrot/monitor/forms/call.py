"""What every form of a call has: a task, the controls of its arguments, queue and priority."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from carrot.exceptions import ArgumentsError
from carrot.messages import HIGHEST_PRIORITY
from carrot.monitor.forms.arguments import ArgumentsField, field_for
from carrot.monitor.forms.reading import Begun
from carrot.monitor.forms.stored import Leftover, opened
from carrot.tasks import Task, registry

LONGEST_QUEUE = 255
TEXT = {"class": "form-control", "autocomplete": "off"}
ATTRIBUTES: dict[str, dict[str, str]] = {
    "queue": {**TEXT, "list": "queues", "spellcheck": "false"},
    "priority": {"class": "form-control"},
}


class CallForm(forms.Form):
    """A task with its arguments, and where its message goes.

    `task_found` is the task that is named, None when no such task is registered: then there
    are no arguments. `leftovers` are the stored ones that it has no place for.
    """

    task = forms.CharField(max_length=255, required=False, widget=forms.HiddenInput)
    queue = forms.CharField(max_length=LONGEST_QUEUE, required=False)
    priority = forms.IntegerField(min_value=0, max_value=HIGHEST_PRIORITY, required=False)

    task_found: Task | None = None
    leftovers: list[Leftover]
    stored_document: Any = None
    _fitting: dict[str, Any] | None = None

    def take_up(self, begun: Begun) -> None:
        """Add the controls of the arguments. To be called when the fields are there."""
        self.leftovers = []
        self.stored_document = begun.stored.arguments if begun.stored else None
        for name, attributes in ATTRIBUTES.items():
            self.fields[name].widget.attrs.update(attributes)
        task = self.task_found = registry.find(self.task_name)
        if task is None:
            return
        found = opened(task, begun.stored)
        self.leftovers = found.leftovers
        self._fitting = found.document
        if self.is_bound:
            submitted = str(self.data.get(self.add_prefix("arguments")) or "")
            as_json = self.data.get(self.add_prefix("arguments_as")) == "json"
            self.fields["arguments"] = field_for(
                task, submitted, begun.reading(task), as_json=as_json
            )
        else:
            self.fields["arguments"], self.initial["arguments"] = found.field, found.initial

    @property
    def task_name(self) -> str:
        """The name of the task that is chosen, registered or not."""
        return str(self["task"].value() or "")

    @property
    def document(self) -> dict[str, Any] | None:
        """The arguments document as it would be published; None unless it is known to fit."""
        if not self.is_bound:
            return self._fitting
        document: dict[str, Any] | None = self.cleaned_data.get("arguments")
        return document

    def refuse_arguments(self, error: ArgumentsError) -> None:
        """Show what is wrong with them although their form was valid."""
        field = self.fields["arguments"]
        if isinstance(field, ArgumentsField):
            field.mark(error.errors)
        self.add_error("arguments", list(error.errors.values()))

    def clean_task(self) -> str:
        name: str = self.cleaned_data["task"]
        if not name:
            raise ValidationError("Choose the task that is to run.")
        return name

    def clean_queue(self) -> str:
        queue: str = self.cleaned_data["queue"]
        if len(queue.encode("utf-8", "replace")) > LONGEST_QUEUE:
            raise ValidationError(f"A queue's name has at most {LONGEST_QUEUE} bytes.")
        return queue
