"""The words for how a message stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """How a message stands. The values are those of django-carrot 1.x, and CANCELLED."""

    PUBLISHED = "PUBLISHED", _("Waiting")
    IN_PROGRESS = "IN_PROGRESS", _("Running")
    COMPLETED = "COMPLETED", _("Completed")
    FAILED = "FAILED", _("Failed")
    CANCELLED = "CANCELLED", _("Cancelled")


class FailureKind(models.TextChoices):
    """Why a message failed, or how one of its attempts ended."""

    ERROR = "error", _("the task raised")
    LOST = "lost", _("its worker died")
    BAD_ARGUMENTS = "bad-arguments", _("the arguments do not fit the task")
    UNKNOWN_TASK = "unknown-task", _("no such task is registered")
    BAD_MESSAGE = "bad-message", _("the message cannot be read")
    UNKNOWN_MESSAGE = "unknown-message", _("the message is not in the ledger")
    REFUSED = "refused", _("the broker refused it")
    TIME_LIMIT = "time-limit", _("it ran out of time")
