"""Who did what in the monitor, and what the scheduler did about a schedule."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from carrot.models.scheduled_task import ScheduledTask


class AuditEntry(models.Model):
    """One change, written with it in one transaction.

    A person made it in the monitor, or the scheduler did, which has no address. What concerns
    a schedule points at it, so that its history survives its being renamed.
    """

    time = models.DateTimeField(auto_now_add=True, db_index=True)
    user = models.CharField(max_length=255, blank=True)
    address = models.GenericIPAddressField(null=True)
    action = models.CharField(max_length=100)
    target = models.CharField(max_length=255)
    detail = models.TextField(blank=True)
    scheduled_task = models.ForeignKey(
        ScheduledTask,
        null=True,
        on_delete=models.SET_NULL,
        related_name="history",
        db_index=False,
        editable=False,
    )

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering: ClassVar = ["-time", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["scheduled_task", "-id"], name="carrot_history"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target}"
