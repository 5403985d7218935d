"""Who did what in the monitor."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One change that a person made in the monitor; written with it, in one transaction."""

    time = models.DateTimeField(auto_now_add=True, db_index=True)
    user = models.CharField(max_length=255, blank=True)
    address = models.GenericIPAddressField(null=True)
    action = models.CharField(max_length=100)
    target = models.CharField(max_length=255)
    detail = models.TextField(blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering: ClassVar = ["-time", "-id"]

    def __str__(self) -> str:
        return f"{self.action} {self.target}"
