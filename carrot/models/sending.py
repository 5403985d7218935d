"""Messages on their way to the broker: what is to be sent, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import connections, models, transaction
from django.db.models import Q

from carrot.models.status import FailureKind, Status

if TYPE_CHECKING:
    from carrot.models.message_log import MessageLog  # noqa: F401 - for the name in quotes


class SendingQuerySet(models.QuerySet["MessageLog"]):
    """Questions to the ledger, and what changes before a worker has a message."""

    # -- questions ------------------------------------------------------------------------

    def waiting(self) -> Self:
        return self.filter(status=Status.PUBLISHED)

    def running(self) -> Self:
        return self.filter(status=Status.IN_PROGRESS)

    def ended(self) -> Self:
        return self.filter(status__in=[Status.COMPLETED, Status.FAILED, Status.CANCELLED])

    def due(self, now: datetime) -> Self:
        """What waits and is not held back."""
        return self.waiting().filter(Q(not_before=None) | Q(not_before__lte=now))

    def unsent(self, now: datetime) -> Self:
        """What is due and not with its broker, oldest first."""
        return self.due(now).filter(sent_at=None).order_by("publish_time", "id")

    # -- on its way to the broker ---------------------------------------------------------

    def mark_sent(
        self,
        ids: Iterable[UUID],
        *,
        now: datetime,
        attempt: int = 0,
        not_before: datetime | None = None,
    ) -> int:
        """Note that the broker has these, which stood at `attempt` and `not_before` when sent.

        Left alone is what a worker has taken since: one that it gave back must be sent again,
        and a note that comes late must not hide that. What a worker is taking just now is
        not waited for: it takes several at once too, and the two would block each other.
        """
        same = self.waiting().filter(attempt=attempt, not_before=not_before, sent_at=None)
        with transaction.atomic(using=self.db):
            rows = self._locked(same.filter(uuid__in=list(ids)), skip=True)
            pks = list(rows.values_list("pk", flat=True))
            return self.filter(pk__in=pks).update(sent_at=now)

    def lift(self, ids: Iterable[UUID], *, now: datetime) -> int:
        """Hold these back no longer, since their time has come by the clock of who sends them.

        A worker whose clock is behind would otherwise refuse what it is sent.
        """
        return self.unsent(now).filter(uuid__in=list(ids)).update(not_before=None)

    def hold_back(self, ids: Iterable[UUID], *, until: datetime) -> int:
        """Send these later, if they are not with their broker yet."""
        return self.waiting().filter(uuid__in=list(ids), sent_at=None).update(not_before=until)

    def refuse(self, message_id: UUID, *, now: datetime, reason: str) -> bool:
        """The broker will never take this message as it is: it has FAILED."""
        unsent = self.waiting().filter(uuid=message_id, sent_at=None)
        return bool(
            unsent.update(
                status=Status.FAILED,
                failure_time=now,
                failure_kind=FailureKind.REFUSED,
                exception=reason,
            )
        )

    def redirect(self, virtual_host: str) -> int:
        """Send those of this queryset again that wait at another virtual host; return how many.

        What was sent before settings named another broker would otherwise wait there for ever.
        """
        elsewhere = self.waiting().exclude(virtual_host=virtual_host)
        return elsewhere.update(virtual_host=virtual_host, sent_at=None)

    def send_again(self, *, sent_before: datetime) -> int:
        """Send those of this queryset again that have waited since then at their broker."""
        return self.waiting().filter(sent_at__lt=sent_before).update(sent_at=None)

    # -- for both halves of the ledger ---------------------------------------------------

    def _locked(self, rows: Self, *, skip: bool = False) -> Self:
        connection = connections[self.db]
        features = connection.features
        if not features.has_select_for_update:
            # SQLite has one writer at a time. A transaction that has read cannot become the
            # writer once another wrote ("database is locked", at once): it has to write first,
            # unless the project's transactions begin as writers.
            if getattr(connection, "transaction_mode", None) not in ("IMMEDIATE", "EXCLUSIVE"):
                self.model._default_manager.using(self.db).filter(pk=-1).update(attempt=0)
            return rows
        skip = skip and features.has_select_for_update_skip_locked
        return rows.select_for_update(skip_locked=skip, of=("self",))
