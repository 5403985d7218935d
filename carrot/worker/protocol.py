"""What supervisor and runner say to each other: pickled values, from parent to own child."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from carrot.models import MessageLog
from carrot.models.outcome import Outcome

Key = tuple[UUID, int]
"""A message and the number of its attempt: one run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """To the runner: run this."""

    row: int
    message_id: UUID
    attempt: int
    queue: str
    task: str
    arguments: dict[str, Any]
    fingerprint: str = ""
    signature: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    crashes: int = 0
    lease_until: datetime | None = None

    @property
    def key(self) -> Key:
        return self.message_id, self.attempt

    @classmethod
    def of(cls, claim: MessageLog, *, queue: str) -> Job:
        """The run that a claimed row asks for, which came out of this queue."""
        return cls(
            row=claim.pk,
            message_id=claim.uuid,
            attempt=claim.attempt,
            queue=queue,
            task=claim.task,
            arguments=claim.arguments,
            fingerprint=claim.fingerprint,
            signature=claim.signature,
            headers=claim.headers,
            crashes=claim.crashes,
            lease_until=claim.lease_until,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a task logged."""

    time: datetime
    level: int
    logger: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """From the runner: it takes jobs now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """From the runner: what a run has logged since the last time."""

    row: int
    attempt: int
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """From the runner: a run is over. All its lines came before.

    Without an outcome it was not begun: its lease had run out on the way to the runner.
    """

    key: Key
    outcome: Outcome | None = None


Report = Ready | Logged | Ended
