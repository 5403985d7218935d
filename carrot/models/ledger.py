"""Every change of a message's status: compare-and-set, in one place.

Each method says from which status it starts, takes the time as an argument, and tells by its
return value whether it won. None of them writes a whole row: `save()` on a message would undo
what another process did in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import F

from carrot.models.attempt import Attempt
from carrot.models.bulk import update_each
from carrot.models.outcome import Outcome
from carrot.models.sending import SendingQuerySet
from carrot.models.status import FailureKind, Status

if TYPE_CHECKING:
    from carrot.models.message_log import MessageLog

_UNSET_RESULT: dict[str, Any] = {
    "output": "",
    "exception": "",
    "traceback": "",
    "failure_kind": "",
    "place": "",
    "start_time": None,
    "completion_time": None,
    "failure_time": None,
    "lease_until": None,
    "worker": "",
}


def _result(outcome: Outcome) -> dict[str, Any]:
    completed = outcome.failure is None
    return {
        "status": Status.COMPLETED if completed else Status.FAILED,
        "completion_time": outcome.ended_at if completed else None,
        "failure_time": None if completed else outcome.ended_at,
        "output": outcome.output,
        "exception": outcome.exception,
        "traceback": outcome.traceback,
        "failure_kind": outcome.failure or "",
        "place": outcome.place,
        "lease_until": None,
    }


class MessageLogQuerySet(SendingQuerySet):
    """Questions to the ledger, and all that may change it."""

    # -- a worker takes it ----------------------------------------------------------------

    def claim(
        self, ids: Sequence[UUID], *, worker: str, now: datetime, lease_until: datetime
    ) -> list[MessageLog]:
        """Take those of `ids` that wait and are due; return the rows won, in the order of `ids`.

        Each row won gets the next attempt number, which fences its final write. A row that is
        missing in the answer is somebody else's, has ended, or is held back. A running row
        whose lease ran out is the reaper's to give back, so that crashes are counted once.
        """
        with transaction.atomic(using=self.db):
            rows = {row.uuid: row for row in self._locked(self.due(now).filter(uuid__in=ids))}
            won = [rows[each] for each in dict.fromkeys(ids) if each in rows]
            return self._take(won, worker=worker, now=now, lease_until=lease_until)

    def claim_next(
        self,
        queues: Sequence[str],
        limit: int,
        *,
        worker: str,
        now: datetime,
        lease_until: datetime,
    ) -> list[MessageLog]:
        """Take up to `limit` due messages of the queues: higher priority first, then oldest."""
        with transaction.atomic(using=self.db):
            waiting = self.due(now).filter(queue__in=queues).order_by("-priority", "id")
            rows = list(self._locked(waiting, skip=True)[:limit])
            return self._take(rows, worker=worker, now=now, lease_until=lease_until)

    def _take(
        self, rows: list[MessageLog], *, worker: str, now: datetime, lease_until: datetime
    ) -> list[MessageLog]:
        if not rows:
            return []
        changes: dict[str, Any] = {
            **_UNSET_RESULT,
            "status": Status.IN_PROGRESS,
            "worker": worker,
            "start_time": now,
            "lease_until": lease_until,
            "not_before": None,
        }
        pks = [row.pk for row in rows]
        self.filter(pk__in=pks).update(attempt=F("attempt") + 1, **changes)
        for row in rows:
            row.attempt += 1
            for name, value in changes.items():
                setattr(row, name, value)
        return rows

    def beat(self, ids: Iterable[UUID], *, worker: str, lease_until: datetime) -> int:
        """Prolong the leases of what this worker runs, in one statement."""
        mine = self.running().filter(uuid__in=list(ids), worker=worker)
        return mine.update(lease_until=lease_until)

    # -- it ends --------------------------------------------------------------------------

    def finish(self, outcome: Outcome) -> bool:
        """Record the end of an attempt, fenced by its number.

        False when the attempt is no longer the current one: then the outcome is kept as an
        `Attempt`, never as the message's result.
        """
        claimed = self.running().filter(uuid=outcome.message_id, attempt=outcome.attempt)
        won = claimed.update(**_result(outcome))
        if not won:
            Attempt.objects.using(self.db).keep_late(outcome)
        return bool(won)

    def finish_all(self, outcomes: Sequence[Outcome]) -> None:
        """`finish` for many attempts at once, in much less time."""
        attempts = [
            (
                {"uuid": each.message_id, "attempt": each.attempt, "status": Status.IN_PROGRESS},
                _result(each),
            )
            for each in outcomes
        ]
        with transaction.atomic(using=self.db):
            if update_each(self.model, self.db, attempts) == len(attempts):
                return
            ids = [each.message_id for each in outcomes]
            rows = self.ended().filter(uuid__in=ids)
            won = {(row.uuid, row.attempt, row.ended_at) for row in rows}
            for each in outcomes:
                if (each.message_id, each.attempt, each.ended_at) not in won:
                    Attempt.objects.using(self.db).keep_late(each)

    def release(
        self, message_id: UUID, attempt: int, *, not_before: datetime | None = None
    ) -> bool:
        """Give an attempt back unrun; it does not count. The relay sends the message again.

        `not_before` is always set, if only to the time of the claim: see `mark_sent`.
        """
        mine = self.running().filter(uuid=message_id, attempt=attempt)
        return bool(
            mine.update(
                # First: MySQL would read the start time that the next line empties.
                not_before=not_before or F("start_time"),
                **_UNSET_RESULT,
                status=Status.PUBLISHED,
                attempt=F("attempt") - 1,
                sent_at=None,
            )
        )

    def crashed(
        self, message_id: UUID, attempt: int, *, now: datetime, reason: str, max_crashes: int
    ) -> Status | None:
        """An attempt's process died. The message waits again, or has FAILED as lost.

        Returns the new status, or None when the attempt is no longer the current one.
        """
        with transaction.atomic(using=self.db):
            mine = self.running().filter(uuid=message_id, attempt=attempt)
            row = self._locked(mine).first()
            if row is None:
                return None
            if row.crashes + 1 >= max_crashes:
                mine.update(
                    status=Status.FAILED,
                    crashes=F("crashes") + 1,
                    failure_time=now,
                    failure_kind=FailureKind.LOST,
                    exception=f"{reason} ({row.crashes + 1} times; it is not tried again)",
                    lease_until=None,
                )
                return Status.FAILED
            Attempt.objects.using(self.db).archive(
                [row], ended_at=now, failure=FailureKind.LOST, exception=reason
            )
            self._put_back(mine, crashes=F("crashes") + 1)
            return Status.PUBLISHED

    def reap(self, *, now: datetime, max_crashes: int, limit: int = 100) -> dict[UUID, Status]:
        """Take running messages whose lease ran out from their dead worker; return what they are
        now: waiting again, or FAILED as lost."""
        reason = "The worker stopped renewing its lease"
        # Asked again for each: a worker that was only late may have renewed it meanwhile.
        expired = self.running().filter(lease_until__lt=now)
        reaped: dict[UUID, Status] = {}
        for message_id, attempt in list(expired.values_list("uuid", "attempt")[:limit]):
            status = expired.crashed(
                message_id, attempt, now=now, reason=reason, max_crashes=max_crashes
            )
            if status is not None:
                reaped[message_id] = status
        return reaped

    # -- people and retries ---------------------------------------------------------------

    def requeue(self, *, now: datetime, not_before: datetime | None = None) -> int:
        """Run ended messages of this queryset again, their evidence kept; return how many.

        The same messages, next attempts: crashes are forgiven, the relay sends them.
        """
        with transaction.atomic(using=self.db):
            rows = list(self._locked(self.ended().order_by("id")))
            Attempt.objects.using(self.db).archive(rows)
            ended = self.model._default_manager.using(self.db).filter(
                pk__in=[row.pk for row in rows]
            )
            return self._put_back(ended, publish_time=now, not_before=not_before, crashes=0)

    def cancel(self, *, now: datetime) -> int:
        """Give up those of this queryset that wait; return how many."""
        return self.waiting().update(status=Status.CANCELLED, failure_time=now)

    def delete_ended(self) -> int:
        """Delete those of this queryset that have ended; return how many.

        What waits is cancelled first: its broker would deliver a message that no row knows.
        """
        return self.ended().delete()[1].get("carrot.MessageLog", 0)

    def _put_back(self, rows: models.QuerySet[MessageLog], **changes: Any) -> int:
        return rows.update(
            **{
                **_UNSET_RESULT,
                "status": Status.PUBLISHED,
                "sent_at": None,
                "not_before": None,
                **changes,
            }
        )
