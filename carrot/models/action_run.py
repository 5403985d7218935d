"""An action over many rows: what is still to do, and what became of each so far."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActionRun(models.Model):
    """One confirmed action, taken in steps; a step and its place here are one transaction.

    `pks` are the rows that were confirmed, `done` how many of them the steps have taken;
    `arguments` is the document of the action's form. Both are forgotten when it has ended.
    `reports` has a sentence for each step, `results` the outcomes of single rows, not all of
    very many; `fault` says why the last step did nothing.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    time = models.DateTimeField(auto_now_add=True, db_index=True)
    target = models.CharField(max_length=20)
    action = models.CharField(max_length=100)
    label = models.CharField(max_length=255)
    back = models.TextField(blank=True)
    pks = models.JSONField(default=list)
    arguments = models.JSONField(default=dict)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    succeeded = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    reports = models.JSONField(default=list)
    results = models.JSONField(default=list)
    fault = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("run of an action")
        verbose_name_plural = _("runs of actions")
        ordering: ClassVar = ["-time", "-id"]

    def __str__(self) -> str:
        return f"{self.label}: {self.done} of {self.total}"
