"""The ledger: one row for each message, and the fields that say how it stands."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from carrot.messages import Message
from carrot.models.ledger import MessageLogQuerySet
from carrot.models.scheduled_task import ScheduledTask
from carrot.models.status import FailureKind, Status


class MessageLog(models.Model):
    """One message: what was asked, how it stands, and what became of it.

    `status` changes only through the methods of `MessageLogQuerySet`.
    `sent_at` is empty while the broker does not have the message; `not_before` holds it back.
    `place` is where in the project's code the exception was raised: `shop.stock.take, line 17`.
    `fingerprint` and `signature` are of the code that the arguments were made for.
    `copy_of` is the ended message whose arguments a person edited to publish this one.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PUBLISHED)

    task = models.CharField(max_length=255)
    arguments = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
    signature = models.JSONField(default=dict)

    virtual_host = models.CharField(max_length=255, blank=True)
    exchange = models.CharField(max_length=255, blank=True)
    queue = models.CharField(max_length=255, default="default")
    routing_key = models.CharField(max_length=255, blank=True)
    priority = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)

    publish_time = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    start_time = models.DateTimeField(null=True)
    completion_time = models.DateTimeField(null=True)
    failure_time = models.DateTimeField(null=True)

    attempt = models.PositiveIntegerField(default=0)
    crashes = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=255, blank=True)

    output = models.TextField(blank=True)
    exception = models.TextField(blank=True)
    traceback = models.TextField(blank=True)
    failure_kind = models.CharField(max_length=20, choices=FailureKind.choices, blank=True)
    place = models.CharField(max_length=255, blank=True)

    scheduled_task = models.ForeignKey(
        ScheduledTask, null=True, on_delete=models.SET_NULL, related_name="messages"
    )
    due_at = models.DateTimeField(null=True)
    copy_of = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="copies", editable=False
    )

    objects = MessageLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scheduled_task", "due_at"], name="carrot_one_message_per_occurrence"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "-publish_time", "-id"], name="carrot_by_publish"),
            models.Index(fields=["status", "-completion_time", "-id"], name="carrot_by_completion"),
            models.Index(fields=["status", "-failure_time", "-id"], name="carrot_by_failure"),
            models.Index(fields=["-publish_time", "-id"], name="carrot_newest"),
            models.Index(fields=["task", "-publish_time", "-id"], name="carrot_by_task"),
            models.Index(
                fields=["queue", "-priority", "id"],
                condition=Q(status="PUBLISHED"),
                name="carrot_waiting",
            ),
            models.Index(
                fields=["publish_time"],
                condition=Q(status="PUBLISHED", sent_at=None),
                name="carrot_unsent",
            ),
            models.Index(
                fields=["lease_until"], condition=Q(status="IN_PROGRESS"), name="carrot_leases"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.uuid}"

    @property
    def ended_at(self) -> datetime | None:
        """When the last attempt ended, None while it has not."""
        return self.completion_time or self.failure_time

    @property
    def duration(self) -> timedelta | None:
        """How long the last attempt ran, None when it has not ended or never started."""
        ended = self.completion_time or self.failure_time
        return ended - self.start_time if ended and self.start_time else None

    def message(self) -> Message:
        """The row as the value that brokers carry."""
        return Message(
            id=self.uuid,
            task=self.task,
            arguments=self.arguments,
            queue=self.queue,
            exchange=self.exchange,
            routing_key=self.routing_key,
            priority=self.priority,
            headers=self.headers,
        )
