"""What could not be loaded, in sentences that system checks and the monitor both show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from carrot import conf


class Kind(Enum):
    """What a problem is about; each kind has its own system check."""

    TASK_MODULE = "task module"
    TASK = "task"
    PLUGIN = "plugin"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A sentence that names the thing, its fault and the remedy."""

    text: str
    kind: Kind = Kind.PLUGIN


_found: list[Problem] = []


def add(text: str, kind: Kind = Kind.PLUGIN) -> None:
    """Note what went wrong while plugins and task modules were loaded."""
    problem = Problem(text=text, kind=kind)
    if problem not in _found:
        _found.append(problem)


def found() -> list[Problem]:
    """What was noted since the last `clear`, without the faults of `settings.CARROT`."""
    return list(_found)


def every() -> list[str]:
    """All problems for people: the faults of `settings.CARROT` first, then those of loading."""
    return [*conf.problems(), *(problem.text for problem in _found)]


def clear() -> None:
    """Forget what was noted: for wiring and for tests."""
    _found.clear()


@contextmanager
def set_aside() -> Iterator[None]:
    """Start with none; afterwards bring back those of before. For tests."""
    before = found()
    clear()
    try:
        yield
    finally:
        _found[:] = before
