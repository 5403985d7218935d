"""Which message the code that asks is running for."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentTask:
    """The run that a task's code belongs to. The same `uuid` with another `attempt` is a rerun."""

    uuid: UUID
    attempt: int
    task: str

    @property
    def is_retry(self) -> bool:
        """Whether an earlier attempt may have done part of the work."""
        return self.attempt > 1


running: ContextVar[CurrentTask | None] = ContextVar("carrot_current_task", default=None)


def current_task() -> CurrentTask | None:
    """The run that this code is part of; None outside of a worker.

    It follows the context: into asyncio tasks and `asyncio.to_thread`, not into a plain thread.
    """
    return running.get()
