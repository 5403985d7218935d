"""The rows by which services say that they live."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkerStatus(models.Model):
    """One service process, as of its last heartbeat. `trouble` says what it cannot do now."""

    name = models.CharField(max_length=255, unique=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    version = models.CharField(max_length=40, blank=True)
    queues = models.JSONField(default=list)
    processes = models.PositiveIntegerField(default=1)
    concurrency = models.PositiveIntegerField(default=1)
    running = models.PositiveIntegerField(default=0)
    scheduler = models.BooleanField(default=False)
    draining = models.BooleanField(default=False)
    trouble = models.TextField(blank=True)
    trouble_since = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    heartbeat_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
