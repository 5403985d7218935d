"""Old messages, and a task that deletes them: schedule it, and the ledger stays small."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext

from carrot import Task, task
from carrot.models import MessageLog, ScheduledTask, Status
from carrot.plugins import Card, hookimpl

logger = logging.getLogger(__name__)

PRUNE = f"{__name__}.prune"
DAYS = 30
CHUNK = 500
COUNTED = 10_000
"""Beyond this the card stops counting: the overview must stay fast."""


@hookimpl
def register_tasks() -> Iterable[Task]:
    yield task(prune)


def prune(days: int = DAYS, failed: bool = False, chunk: int = CHUNK) -> str:  # noqa: FBT001, FBT002 - each parameter is a field of a form
    """Delete messages that ended long ago, with their logs and attempts.

    Args:
        days: Keep what ended in the last so many days.
        failed: Delete failed messages too; without it they stay until somebody looks at them.
        chunk: How many are deleted in one transaction.
    """
    if days < 0:
        raise ValueError(f"days is {days}; give 0 or more")
    if chunk < 1:
        raise ValueError(f"chunk is {chunk}; give 1 or more")
    before = timezone.now() - timedelta(days=days)
    deleted = 0
    for old in old_messages(before, failed=failed):
        while count := _delete(old[:chunk]):
            deleted += count
            logger.info("Deleted %s messages that ended before %s", deleted, before)
    return f"{deleted} deleted"


def old_messages(before: datetime, *, failed: bool) -> list[QuerySet[MessageLog]]:
    """What ended before, one queryset for each index that finds it, the oldest first."""
    statuses = [Status.CANCELLED, Status.FAILED] if failed else [Status.CANCELLED]
    completed = MessageLog.objects.filter(status=Status.COMPLETED, completion_time__lt=before)
    return [
        completed.order_by("completion_time"),
        *(
            MessageLog.objects.filter(status=status, failure_time__lt=before).order_by(
                "failure_time"
            )
            for status in statuses
        ),
    ]


def _delete(old: QuerySet[MessageLog]) -> int:
    # Locked, so that nobody requeues between the look and the deletion: a message that waits
    # again must not be lost.
    with transaction.atomic():
        pks = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True))
        MessageLog.objects.filter(pk__in=pks).delete()
    return len(pks)


@hookimpl
def overview_cards(request: HttpRequest) -> Iterator[Card]:
    """How much `prune` would delete, and whether a schedule does it."""
    before = timezone.now() - timedelta(days=DAYS)
    old = old_messages(before, failed=False)
    count = sum(rows.order_by()[: COUNTED + 1].count() for rows in old)
    scheduled = ScheduledTask.objects.filter(task=PRUNE, active=True).exists()
    yield Card(
        title=gettext("Older than %(days)s days") % {"days": DAYS},
        value=count if count <= COUNTED else gettext("over %(count)s") % {"count": COUNTED},
        note=_note(old, scheduled=scheduled) if count else gettext("nothing to prune"),
        url=reverse("carrot:task", args=[PRUNE]),
        order=900,
    )


def _note(old: list[QuerySet[MessageLog]], *, scheduled: bool) -> str:
    remedy = gettext("a schedule prunes them") if scheduled else gettext("no schedule prunes them")
    # Read in the order of the index: a MIN over all of them would look at each.
    first = old[0].values_list("completion_time", flat=True).first()
    if first is None:
        return remedy
    return gettext("up to %(age)s old, %(remedy)s") % {"age": timesince(first), "remedy": remedy}
