"""The lists of messages that there are."""

from __future__ import annotations

from dataclasses import dataclass

from carrot.models import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One of the lists: which statuses it holds, in which order, by which of their times."""

    name: str
    label: str
    statuses: tuple[Status, ...]
    time: str
    time_label: str


STATES = {
    state.name: state
    for state in (
        State(
            name="queued",
            label="Queued",
            statuses=(Status.IN_PROGRESS, Status.PUBLISHED),
            time="publish_time",
            time_label="Published",
        ),
        State(
            name="failed",
            label="Failed",
            statuses=(Status.FAILED,),
            time="failure_time",
            time_label="Failed",
        ),
        State(
            name="completed",
            label="Completed",
            statuses=(Status.COMPLETED,),
            time="completion_time",
            time_label="Completed",
        ),
        State(name="all", label="All", statuses=(), time="publish_time", time_label="Published"),
    )
}
