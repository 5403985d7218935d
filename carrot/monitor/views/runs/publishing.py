"""From a form to its message: one submission is one message."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, router, transaction
from django.http import HttpRequest

from carrot.exceptions import ArgumentsError, CarrotError
from carrot.models import MessageLog, Status
from carrot.monitor import audit
from carrot.monitor.arguments import call_summary
from carrot.monitor.forms.run import RunForm, token_of
from carrot.monitor.text import exact
from carrot.monitor.views.runs.sources import Source
from carrot.publishing import publish


def send(request: HttpRequest, form: RunForm, source: Source) -> MessageLog | None:
    """Publish what a valid form says, and write it down.

    None with the reason in the form; or without one, when the very same form was sent in the
    same moment: then `sent_before` has its message.
    """
    try:
        with transaction.atomic(using=router.db_for_write(MessageLog)):
            row = _publish(form, source)
            _record(request, row, source)
    except ArgumentsError as error:
        form.refuse_arguments(error)
    except CarrotError as error:
        form.add_error(None, f"Nothing was published: {error}")
    except IntegrityError:
        if sent_before(form.data) is None:
            raise
    else:
        return row
    return None


def sent_before(given: Mapping[str, str]) -> MessageLog | None:
    """The message that this very form has become before, if it was sent already."""
    token = token_of(given.get("token", ""))
    return MessageLog.objects.filter(uuid=token).first() if token else None


def is_same(row: MessageLog, form: RunForm) -> bool:
    """Whether a valid form still says what that message was published with."""
    if form.task_found is None:
        return False
    task, priority = form.task_found, form.cleaned_data["priority"]
    return (
        (task.name, form.document) == (row.task, row.arguments)
        and (form.cleaned_data["queue"] or task.queue) == row.queue
        and (task.priority if priority is None else priority) == row.priority
        and _is_same_time(row, form)
    )


def _is_same_time(row: MessageLog, form: RunForm) -> bool:
    if row.status in (Status.PUBLISHED, Status.CANCELLED) and not row.attempt:
        return row.not_before == form.goes_at
    # It has begun, and what it was held back to is forgotten with that.
    return form.goes_at is None or form.goes_at <= form.now


def _publish(form: RunForm, source: Source) -> MessageLog:
    if form.task_found is None or form.document is None:
        raise ArgumentsError("Only a form without faults can be published.")
    return publish(
        form.task_found,
        form.document,
        queue=form.cleaned_data["queue"],
        priority=form.cleaned_data["priority"],
        not_before=form.goes_at,
        copy_of=source.message,
        message_id=form.cleaned_data["token"],
    )


def _record(request: HttpRequest, row: MessageLog, source: Source) -> None:
    said = f"{row.uuid}: {row.task}({call_summary(row)})"
    if row.not_before:
        said += f", not before {exact(row.not_before)}"
    if source.message is None:
        audit.record(request, "run task", row.task, said)
    else:
        old = f"message {source.message.uuid} ({row.task})"
        audit.record(request, "edit and requeue", old, said)
