"""What the pages that hold the form of a call have in common: schedules, runs, edited copies."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.functional import SimpleLazyObject

from carrot.exceptions import ArgumentsError
from carrot.models import MessageLog
from carrot.monitor.arguments import as_json
from carrot.monitor.catalogue import entry, modules
from carrot.monitor.forms.arguments import ArgumentsField
from carrot.monitor.forms.call import CallForm
from carrot.tasks import registry

_BIGGEST = 2**63 - 1


def message_of(text: str) -> MessageLog | None:
    """The message of that UUID, if there is one."""
    try:
        return MessageLog.objects.filter(uuid=UUID(text)).first()
    except ValueError:
        return None


def number(text: str) -> int | None:
    """The number of a row, as an address or a form gives it."""
    fits = text.isascii() and text.isdecimal() and len(text) < 20
    return min(int(text), _BIGGEST) if fits else None


def task_part(form: CallForm, *, here: str, part: str, **given: str) -> dict[str, Any]:
    """The context of the chosen task and the form of its arguments.

    `here` is the address of the page, `part` that of this part of it alone; both take the
    name of another task, and what is `given` besides.
    """
    task = form.task_found
    field = form.fields.get("arguments")
    raw = isinstance(field, ArgumentsField) and not field.widget.shows(form["arguments"].value())
    query = urlencode({name: value for name, value in given.items() if value})
    return {
        "form": form,
        "here": here,
        "part": part,
        "also": f"&{query}" if query else "",
        "modules": SimpleLazyObject(modules),
        "task_name": form.task_name,
        "task": entry(task) if task else None,
        "stored_arguments": as_json(form.stored_document) if form.stored_document else "",
        "queue_names": sorted(registry.queues()),
        "raw": raw,
    }


def call_text(form: CallForm) -> str:
    """The exact call that the form stands for, as Python; nothing while it is not whole."""
    if form.task_found is None or form.document is None:
        return ""
    try:
        return form.task_found.arguments.as_python(form.document)
    except ArgumentsError:
        return ""
