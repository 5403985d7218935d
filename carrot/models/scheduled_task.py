"""Schedules: what to run, with what, and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 200
"""Characters of a schedule's name."""


class ScheduledTaskQuerySet(models.QuerySet["ScheduledTask"]):
    def due(self, now: datetime) -> ScheduledTaskQuerySet:
        """Active schedules whose next run has come, the most overdue first."""
        return self.filter(active=True, next_run_at__lte=now).order_by("next_run_at", "id")

    def advance(
        self, pk: int, *, due_at: datetime, next_run_at: datetime | None, fired: bool
    ) -> bool:
        """Go on from one occurrence to the next; False if somebody else did, or it was edited.

        A schedule without a next run is over: it is switched off.
        """
        changes: dict[str, object] = {"next_run_at": next_run_at}
        if fired:
            changes["last_run_at"] = due_at
        if next_run_at is None:
            changes["active"] = False
        return bool(self.filter(pk=pk, active=True, next_run_at=due_at).update(**changes))

    def hold(self, pks: Iterable[int], reason: str) -> int:
        """Say why schedules are not fired although they are due; an empty reason lets them go."""
        return self.filter(pk__in=list(pks)).exclude(held=reason).update(held=reason)


class ScheduledTask(models.Model):
    """A task, its arguments document, and the time rule by which it is published.

    `trigger` says which of the time fields count: `interval_count` and `interval_type`, or
    `cron` and `time_zone`, or `run_at`. `next_run_at` is stored: a restart forgets nothing.
    An interval's occurrences are `anchor + k * interval`, so that they never drift.
    `held` is why a due schedule is not fired, such as arguments that no longer fit. `fingerprint`
    and `signature`, the types by parameter name, are of the code that the arguments were made for.
    """

    class Trigger(models.TextChoices):
        INTERVAL = "interval", _("Every")
        CRON = "cron", _("Cron")
        ONCE = "once", _("Once")

    class IntervalType(models.TextChoices):
        SECONDS = "seconds", _("seconds")
        MINUTES = "minutes", _("minutes")
        HOURS = "hours", _("hours")
        DAYS = "days", _("days")

    task_name = models.CharField(_("name"), max_length=LONGEST_NAME, unique=True)
    task = models.CharField(max_length=255)
    arguments = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
    signature = models.JSONField(default=dict)

    queue = models.CharField(max_length=255, blank=True)
    exchange = models.CharField(max_length=255, blank=True)
    routing_key = models.CharField(max_length=255, blank=True)
    priority = models.PositiveSmallIntegerField(default=0)

    active = models.BooleanField(default=True)
    trigger = models.CharField(max_length=8, choices=Trigger.choices, default=Trigger.INTERVAL)
    interval_count = models.PositiveIntegerField(null=True, blank=True)
    interval_type = models.CharField(max_length=7, choices=IntervalType.choices, blank=True)
    cron = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    run_at = models.DateTimeField(null=True, blank=True)

    anchor = models.DateTimeField(null=True)
    next_run_at = models.DateTimeField(null=True)
    last_run_at = models.DateTimeField(null=True)
    held = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ScheduledTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        ordering: ClassVar = ["task_name"]
        indexes: ClassVar = [
            models.Index(
                fields=["next_run_at"], condition=models.Q(active=True), name="carrot_next_runs"
            )
        ]

    def __str__(self) -> str:
        return self.task_name
