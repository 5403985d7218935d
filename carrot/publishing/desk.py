"""A daemon thread with a tray of work, started by the first thing that is put there."""

from __future__ import annotations

import logging
import queue
import threading
import time
from typing import Generic, TypeVar

logger = logging.getLogger("carrot")

T = TypeVar("T")
LONGEST_REST = 1.0
"""Seconds after which `rest` is called when there is nothing to do."""


class Desk(Generic[T]):
    """Work for one thread: put there by any, done in order, several pieces at a time.

    Subclasses say what is done. What they raise is logged, and the thread goes on.
    """

    most = 1
    """How many pieces are done at a time."""
    linger = 0.0
    """How many seconds more pieces are waited for, once there is one."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._tray: queue.SimpleQueue[T | threading.Event] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed: threading.Event | None = None

    def work(self, pieces: list[T]) -> None:
        """Do these."""
        raise NotImplementedError

    def rest(self) -> None:
        """There is nothing to do."""

    def leave(self) -> None:
        """The thread ends."""

    def put(self, piece: T) -> None:
        """Have the thread do this soon. Raises `RuntimeError` when it has ended or cannot start."""
        with self._lock:
            if self._closed:
                raise RuntimeError(f"{self._name} has ended")
            if self._thread is None:
                thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                thread.start()
                self._thread = thread
            self._tray.put(piece)

    @property
    def backlog(self) -> int:
        """How many pieces wait."""
        return self._tray.qsize()

    @property
    def closing(self) -> bool:
        """Whether the thread is to end: what takes long is better left to others."""
        return self._closed is not None

    def flush(self, timeout: float) -> bool:
        """Wait until all that was put so far is done; False when it was not in time."""
        done = threading.Event()
        with self._lock:
            if self._thread is None or self._closed:
                return not self.backlog
            self._tray.put(done)
        return done.wait(timeout)

    def stop(self, timeout: float) -> bool:
        """Do what was put so far and end for good; False when it was not in time."""
        with self._lock:
            if self._closed is None:
                self._closed = threading.Event()
                self._tray.put(self._closed)
        if self._thread is not None:
            self._thread.join(timeout)
        return self._thread is None or not self._thread.is_alive()

    def _run(self) -> None:
        bell = None
        while bell is None or bell is not self._closed:
            pieces, bell = self._take()
            try:
                if pieces:
                    self.work(pieces)
                elif bell is None:
                    self.rest()
            except Exception:
                logger.exception("The thread %s failed and goes on", self._name)
            if bell is not None:
                bell.set()
        self.leave()

    def _take(self) -> tuple[list[T], threading.Event | None]:
        """The next pieces, and the bell of whoever waits for them to be done."""
        pieces: list[T] = []
        deadline = time.monotonic() + LONGEST_REST
        while len(pieces) < self.most:
            try:
                piece = self._tray.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                break
            if isinstance(piece, threading.Event):
                return pieces, piece
            if not pieces:
                deadline = time.monotonic() + self.linger
            pieces.append(piece)
        return pieces, None
