"""What a task logged while it ran: rows that are only ever added."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class LogEntry(models.Model):
    """One line that an attempt logged. Order is that of `id` within a message.

    `level` is the number of Python's logging (10 DEBUG to 50 CRITICAL).
    """

    message = models.ForeignKey(
        "carrot.MessageLog", on_delete=models.CASCADE, related_name="log_entries", db_index=False
    )
    attempt = models.PositiveIntegerField()
    time = models.DateTimeField()
    level = models.PositiveSmallIntegerField()
    logger = models.CharField(max_length=255)
    text = models.TextField()

    class Meta:
        verbose_name = _("log line")
        verbose_name_plural = _("log lines")
        indexes: ClassVar = [models.Index(fields=["message", "id"], name="carrot_log_lines")]

    def __str__(self) -> str:
        return self.text
