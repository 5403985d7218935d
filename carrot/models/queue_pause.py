"""The queues that nobody takes messages from for the moment, by a person's will."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class QueuePause(models.Model):
    """One queue that is paused; there is no row for the others. See `carrot.queues`."""

    queue = models.CharField(max_length=255, unique=True)
    since = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("pause of a queue")
        verbose_name_plural = _("pauses of queues")
        ordering: ClassVar = ["queue"]

    def __str__(self) -> str:
        return self.queue
