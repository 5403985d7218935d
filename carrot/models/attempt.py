"""The evidence of attempts that are over: what an ended attempt said before the next began."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from carrot.models.outcome import Outcome
from carrot.models.status import FailureKind, Status

if TYPE_CHECKING:
    from carrot.models.message_log import MessageLog


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def archive(
        self,
        messages: Iterable[MessageLog],
        *,
        ended_at: datetime | None = None,
        failure: FailureKind | None = None,
        exception: str = "",
    ) -> None:
        """Keep what these messages say of their current attempt, before it is overwritten."""
        self.bulk_create(
            [
                Attempt(
                    message=message,
                    number=message.attempt,
                    worker=message.worker,
                    start_time=message.start_time,
                    end_time=ended_at or message.ended_at,
                    output=message.output,
                    exception=exception or message.exception,
                    traceback=message.traceback,
                    failure_kind=failure or message.failure_kind,
                    completed=message.status == Status.COMPLETED,
                )
                for message in messages
                if message.attempt
            ]
        )

    def keep_late(self, outcome: Outcome) -> None:
        """Keep the outcome of an attempt that is not the message's current one any more."""
        messages = apps.get_model("carrot", "MessageLog")._default_manager
        row = messages.filter(uuid=outcome.message_id).values_list("pk", flat=True).first()
        if row is None:  # deleted by a person in between
            return
        self.create(
            message_id=row,
            number=outcome.attempt,
            end_time=outcome.ended_at,
            output=outcome.output,
            exception=outcome.exception,
            traceback=outcome.traceback,
            failure_kind=outcome.failure or "",
            completed=outcome.failure is None,
            late=True,
        )


class Attempt(models.Model):
    """One attempt that is over and is not the message's last.

    `late` marks the report of a worker that had been given up: it came after another attempt
    had begun, so it is evidence, never the message's result.
    """

    message = models.ForeignKey(
        "carrot.MessageLog", on_delete=models.CASCADE, related_name="attempts"
    )
    number = models.PositiveIntegerField()
    worker = models.CharField(max_length=255, blank=True)
    start_time = models.DateTimeField(null=True)
    end_time = models.DateTimeField(null=True)
    completed = models.BooleanField(default=False)
    late = models.BooleanField(default=False)
    failure_kind = models.CharField(max_length=20, choices=FailureKind.choices, blank=True)
    output = models.TextField(blank=True)
    exception = models.TextField(blank=True)
    traceback = models.TextField(blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering: ClassVar = ["message", "number", "id"]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.message_id}"
