"""Whose run a piece of code belongs to, whatever thread or asyncio task it is in.

Answered by the context if it can be. A thread that a task starts has an empty context, unless
Python is told otherwise; so it is noted who starts it. What neither knows belongs to the only
run of the process, if there is just one.

Not covered: threads that a library started for one run and uses for another at the same time.
They count as the first one's until it ends, unless the work is handed over with its context, as
`asyncio.to_thread` and `sync_to_async` do.
"""

from __future__ import annotations

import sys
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from carrot.worker.run_log import RunLog

_log: ContextVar[RunLog | None] = ContextVar("carrot_run_log", default=None)
_running: set[RunLog] = set()
_heirs: weakref.WeakKeyDictionary[threading.Thread, RunLog] = weakref.WeakKeyDictionary()
_nobodys: weakref.WeakSet[threading.Thread] = weakref.WeakSet()
_STARTS = ("_thread.start_new_thread", "_thread.start_joinable_thread")


@contextmanager
def running(log: RunLog) -> Iterator[None]:
    """Within it, this context is part of the run."""
    _running.add(log)
    token = _log.set(log)
    try:
        yield
    finally:
        _log.reset(token)
        _running.discard(log)


def logs() -> list[RunLog]:
    """Those of the runs that are going on."""
    return list(_running)


def mine() -> RunLog | None:
    """The log of the run that the caller is part of."""
    log = _log.get()
    if log is not None and log.alive:
        return log
    thread = threading.current_thread()
    if thread in _nobodys:
        return None
    heir = _heirs.get(thread)
    if heir is not None and heir.alive:
        return heir
    only = list(_running)
    return only[0] if len(only) == 1 else None


def is_nobodys() -> None:
    """This thread is carrot's own and part of no run, unless its context says so."""
    _nobodys.add(threading.current_thread())


def watch_threads() -> None:
    """Note from now on which run starts which thread. Cannot be undone: for runners only."""
    if sys.version_info >= (3, 12):
        sys.addaudithook(_audit)
    else:
        # Python 3.11 has no such event. Nothing but a note is added to what `start` does.
        start = threading.Thread.start

        def start_noted(thread: threading.Thread) -> None:
            _note(thread)
            start(thread)

        threading.Thread.start = start_noted  # type: ignore


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _STARTS:
        _note(getattr(arguments[0], "__self__", None))


def _note(thread: object) -> None:
    log = mine()
    if log is not None and isinstance(thread, threading.Thread):
        _heirs[thread] = log
