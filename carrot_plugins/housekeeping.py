"""Old messages, and a task that deletes them: schedule it, and the ledger stays small."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from django.core.validators import MinValueValidator
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
_MOST = 36_500
_FIELDS = {
    "completed": (Status.COMPLETED, "completion_time"),
    "cancelled": (Status.CANCELLED, "failure_time"),
    "failed": (Status.FAILED, "failure_time"),
}


Days = Annotated[int, MinValueValidator(0)]
"""An age."""


@hookimpl
def register_tasks() -> Iterable[Task]:
    yield task(prune)


def prune(
    completed: Days | None = DAYS,
    cancelled: Days | None = DAYS,
    failed: Days | None = None,
    *,
    chunk: Annotated[int, MinValueValidator(1)] = CHUNK,
) -> str:
    """Delete messages that ended long ago, with their logs and attempts.

    Args:
        completed: Keep what completed in the last so many days; left empty, all of it.
        cancelled: Keep what was cancelled in the last so many days; left empty, all of it.
        failed: Keep what failed in the last so many days; left empty, all of it stays until
            somebody looks at it.
        chunk: How many are deleted in one transaction.
    """
    ages = Ages(completed=completed, cancelled=cancelled, failed=failed)
    for name, days in asdict(ages).items():
        if days is not None and days < 0:
            raise ValueError(f"{name} is {days}; give 0 or more, or None to keep all")
    if chunk < 1:
        raise ValueError(f"chunk is {chunk}; give 1 or more")
    counts = {name: _prune(name, old, chunk) for name, old in ages.old(timezone.now()).items()}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return f"deleted: {told or 'none'}"


@dataclass(frozen=True, kw_only=True)
class Ages:
    """For how many days messages of each status are kept after their end; None is for ever."""

    completed: int | None = DAYS
    cancelled: int | None = DAYS
    failed: int | None = None

    @classmethod
    def scheduled(cls, document: Mapping[str, Any]) -> Ages:
        """Those in the arguments of a schedule, where they are as `prune` takes them."""
        given = {name: document[name] for name in _FIELDS if name in document}
        plain = {name: days for name, days in given.items() if days is None or _is_age(days)}
        return cls(**plain)

    def old(self, now: datetime) -> dict[str, QuerySet[MessageLog]]:
        """What is older, by status, the oldest first; each is found by an index."""
        found: dict[str, QuerySet[MessageLog]] = {}
        for name, days in asdict(self).items():
            if days is not None:
                status, field = _FIELDS[name]
                before = {f"{field}__lt": now - timedelta(days=min(days, _MOST))}
                rows = MessageLog.objects.filter(status=status, **before)
                found[name] = rows.order_by(field)
        return found


def _is_age(days: object) -> bool:
    return isinstance(days, int) and not isinstance(days, bool) and days >= 0


def _prune(name: str, old: QuerySet[MessageLog], chunk: int) -> int:
    deleted = 0
    while count := _delete(old[:chunk]):
        deleted += count
        logger.info("Deleted %s %s messages", deleted, name)
    return deleted


def _delete(old: QuerySet[MessageLog]) -> int:
    # Locked, so that nobody requeues between the look and the deletion: a message that waits
    # again must not be lost.
    with transaction.atomic():
        pks = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True))
        MessageLog.objects.filter(pk__in=pks).delete()
    return len(pks)


@hookimpl
def overview_cards(request: HttpRequest) -> Iterator[Card]:
    """How much `prune` would delete as it is scheduled, and whether it is."""
    schedule = ScheduledTask.objects.filter(task=PRUNE, active=True).order_by("pk").first()
    old = Ages.scheduled(schedule.arguments if schedule else {}).old(timezone.now())
    count = sum(rows.order_by()[: COUNTED + 1].count() for rows in old.values())
    yield Card(
        title=gettext("Old messages"),
        value=count if count <= COUNTED else gettext("over %(count)s") % {"count": COUNTED},
        note=_note(old, schedule) if count else gettext("nothing to prune"),
        url=_address(schedule),
        order=900,
    )


def _address(schedule: ScheduledTask | None) -> str:
    if schedule is None:
        return reverse("carrot:task", args=[PRUNE])
    return reverse("carrot:schedule", args=[schedule.pk])


def _note(old: Mapping[str, QuerySet[MessageLog]], schedule: ScheduledTask | None) -> str:
    if schedule is None:
        remedy = gettext("no schedule prunes them")
    else:
        remedy = gettext("%(name)s prunes them") % {"name": schedule.task_name}
    # Read in the order of the index: a MIN over all of them would look at each.
    ends = [rows.values_list(_FIELDS[name][1], flat=True).first() for name, rows in old.items()]
    known = [end for end in ends if end is not None]
    if not known:
        return remedy
    age = timesince(min(known))
    return gettext("up to %(age)s old, %(remedy)s") % {"age": age, "remedy": remedy}
