"""The small form of an action: made from the signature of its `run`, by the codec of tasks."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from carrot.monitor.arguments import summary
from carrot.monitor.forms.arguments import ArgumentsField, field_for
from carrot.monitor.forms.reading import Begun
from carrot.monitor.forms.widget import has_secrets
from carrot.plugins.extensions import Action
from carrot.tasks import Task
from carrot.tasks.binding import Call
from carrot.tasks.functions import signature_of
from carrot.tasks.showing.documents import HIDDEN, is_secret

_ASKED = (
    inspect.Parameter.POSITIONAL_ONLY,
    inspect.Parameter.POSITIONAL_OR_KEYWORD,
    inspect.Parameter.KEYWORD_ONLY,
)


class ActionForm(forms.Form):
    """The arguments of an action besides the request and what was chosen."""

    def __init__(self, action: Action, request: HttpRequest, *, bound: bool) -> None:
        self.task = task_of(action)
        # Who sends no arguments at all leaves every one of them at its default.
        self.submitted = request.POST.get("arguments", "{}")
        super().__init__({"arguments": self.submitted} if bound else None)
        codec = self.task.arguments
        self.fields["arguments"] = self.arguments = (
            field_for(
                self.task,
                self.submitted,
                Begun.by(request).reading(self.task),
                as_json=request.POST.get("arguments_as") == "json",
            )
            if bound
            else ArgumentsField(self.task, codec.schema({}))
        )
        if not bound:
            self.initial["arguments"] = codec.initial({})

    @property
    def raw(self) -> bool:
        """Whether the arguments are shown as JSON."""
        return not self.arguments.widget.shows(self["arguments"].value())

    @property
    def document(self) -> dict[str, Any]:
        """What was filled in, once the form is valid."""
        found: dict[str, Any] = self.cleaned_data["arguments"]
        return found


def has_form(action: Action) -> bool:
    """Whether there is anything to fill in."""
    return bool(_asked(action))


def task_of(action: Action) -> Task:
    """The rest of its `run` as a callable that the codec can read; it is never registered."""
    rest = functools.partial(action.run, None, None)
    rest.__doc__ = inspect.getdoc(action.run)
    signature = inspect.Signature(list(_asked(action)))
    rest.__signature__ = signature  # type: ignore[attr-defined]
    return Task(rest, name=f"{action.target}:{action.name}")


def _asked(action: Action) -> tuple[inspect.Parameter, ...]:
    """The parameters of `run` after the first two, but for `*args` and `**kwargs`."""
    try:
        given = list(signature_of(action.run).parameters.values())
    except (TypeError, ValueError):  # a callable without a signature takes no more than the two
        return ()
    taken = [each for each in given if each.kind is not inspect.Parameter.KEYWORD_ONLY][:2]
    taken = taken[: 1 if taken and taken[0].kind is inspect.Parameter.VAR_POSITIONAL else 2]
    return tuple(each for each in given if each not in taken and each.kind in _ASKED)


def call_of(action: Action, document: Mapping[str, Any]) -> Call:
    """The arguments that a document stands for; `ArgumentsError` if it does not fit any more."""
    return task_of(action).arguments.call(document) if has_form(action) else Call((), {})


def said(action: Action, document: Mapping[str, Any]) -> str:
    """The arguments in one line for the audit log, secrets masked."""
    if not document:
        return ""
    schemas = {each.name: each.node.schema() for each in task_of(action).arguments.parameters}
    shown = {
        name: HIDDEN if is_secret(name) or has_secrets(schemas.get(name)) else value
        for name, value in document.items()
    }
    return summary(shown, limit=1000)
