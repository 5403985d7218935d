"""What the recorder writes: each knows its statement, and what to do once it is committed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from django.db import router

from carrot import conf, signals
from carrot.models import LogEntry, MessageLog
from carrot.models.ledger import MessageLogQuerySet
from carrot.models.outcome import Outcome
from carrot.worker.protocol import Job, Line, Logged

Settle = Callable[[Job], None]
"""Acknowledges the delivery of a run that is recorded, and lets go of its lease."""


class Record(Protocol):
    """A change of the ledger that is to be committed."""

    def write(self) -> None:
        """Write it, within a transaction; may be called again."""
        ...

    def write_least(self) -> None:
        """Write what must be written, when the database refuses the whole."""
        ...

    def settle(self) -> None:
        """It is committed."""
        ...


def database() -> str:
    return router.db_for_write(MessageLog)


def ledger() -> MessageLogQuerySet:
    return MessageLog.objects.using(database())


def write(group: Sequence[Record]) -> None:
    """Write all of them: the lines of all logs first, then all outcomes, then the rest."""
    lines = [record.logged for record in group if isinstance(record, Lines)]
    _insert(lines)
    outcomes = [record.outcome for record in group if isinstance(record, Finish)]
    if outcomes:
        ledger().finish_all(outcomes)
    for record in group:
        if not isinstance(record, Lines | Finish):
            record.write()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Log lines of a run that goes on."""

    logged: Logged

    def write(self) -> None:
        _insert([self.logged])

    def write_least(self) -> None:
        """They can be done without: the message may have been deleted."""

    def settle(self) -> None:
        """The run goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """The outcome of a run."""

    job: Job
    outcome: Outcome
    settled: Settle

    def write(self) -> None:
        ledger().finish(self.outcome)

    def write_least(self) -> None:
        said = "Its outcome could not be stored; the log of the worker says why"
        ledger().finish(replace(self.outcome, output="", traceback="", exception=said))

    def settle(self) -> None:
        self.settled(self.job)
        tell_finished(self.job)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """A run whose process died."""

    job: Job
    at: datetime
    reason: str
    settled: Settle

    def write(self) -> None:
        ledger().crashed(
            self.job.message_id,
            self.job.attempt,
            now=self.at,
            reason=self.reason,
            max_crashes=conf.get().max_crashes,
        )

    def write_least(self) -> None:
        """Its lease runs out."""

    def settle(self) -> None:
        self.settled(self.job)
        tell_finished(self.job)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A run that was not begun, or was cut off by a stopping service: no attempt is counted."""

    job: Job
    settled: Settle
    not_before: datetime | None = None

    def write(self) -> None:
        ledger().release(self.job.message_id, self.job.attempt, not_before=self.not_before)

    def write_least(self) -> None:
        """Its lease runs out."""

    def settle(self) -> None:
        self.settled(self.job)


def tell_finished(job: Job) -> None:
    """Send the signal, if there is anybody to hear it and the message has ended."""
    if signals.task_finished.has_listeners(MessageLog):
        row = ledger().ended().filter(uuid=job.message_id, attempt=job.attempt).first()
        if row is not None:
            signals.tell_finished([row])


def _insert(logs: Sequence[Logged]) -> None:
    entries = [_entry(logged, line) for logged in logs for line in logged.lines]
    if entries:
        LogEntry.objects.using(database()).bulk_create(entries, batch_size=500)


def _entry(logged: Logged, line: Line) -> LogEntry:
    return LogEntry(
        message_id=logged.row,
        attempt=logged.attempt,
        time=line.time,
        level=line.level,
        logger=line.logger,
        text=line.text,
    )
