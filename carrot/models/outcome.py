"""How an attempt ended, as the worker hands it to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from carrot.models.status import FailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of one attempt: completed when `failure` is None. Times are aware.

    `exception` is one line, such as `ValueError: no stock`; `place` is where it was raised. The
    text must be `storable`.
    """

    message_id: UUID
    attempt: int
    ended_at: datetime
    output: str = ""
    exception: str = ""
    traceback: str = ""
    place: str = ""
    failure: FailureKind | None = None
