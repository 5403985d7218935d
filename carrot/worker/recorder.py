"""The one thread that writes down what happened to runs, many in one transaction."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence

from django.db import connections, transaction

from carrot.worker import databases, records
from carrot.worker.records import Record

logger = logging.getLogger("carrot")

GROUP = 200


class Recorder:
    """Writes records in the order in which they came, and settles each once it is committed.

    Idle, it writes what comes at once; busy, it takes together what has come meanwhile. While
    the database does not answer it keeps everything and tries again.
    """

    def __init__(self) -> None:
        self.trouble = ""
        self._records: queue.SimpleQueue[Record | None] = queue.SimpleQueue()
        self._giving_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="carrot recorder", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, record: Record) -> None:
        self._records.put(record)

    def stop(self, timeout: float) -> bool:
        """Write what was put so far; False when the database did not take it in time."""
        self._records.put(None)
        self._thread.join(timeout)
        self._giving_up.set()
        return not self._thread.is_alive()

    def _run(self) -> None:
        ending = False
        while not ending:
            group, ending = self._group()
            if group:
                try:
                    self._write(group)
                except Exception:
                    logger.exception("The recorder failed and goes on")
        connections.close_all()

    def _group(self) -> tuple[list[Record], bool]:
        group: list[Record] = []
        while not group or (len(group) < GROUP and not self._records.empty()):
            record = self._records.get()
            if record is None:
                return group, True
            group.append(record)
        return group, False

    def _write(self, group: Sequence[Record]) -> None:
        def together() -> bool:
            with transaction.atomic(using=records.database()):
                records.write(group)
            return True

        try:
            written = self._insist(together)
        except Exception as error:
            # One of them cannot be stored: find out which.
            logger.debug("Recording one by one: %r", error)
            written = all([self._write_alone(record) for record in group])  # noqa: C419
        if written:
            for record in group:
                self._settle(record)

    def _write_alone(self, record: Record) -> bool:
        attempts: list[Callable[[], None]] = [record.write, record.write_least]
        for attempt in attempts:
            try:
                return bool(self._insist(lambda do=attempt: self._alone(do)))  # type: ignore[misc]
            except Exception as error:
                kind = type(record).__name__
                logger.warning("A %s cannot be recorded as it is: %s", kind, error)
        return True

    def _alone(self, write: Callable[[], None]) -> bool:
        with transaction.atomic(using=records.database()):
            write()
        return True

    def _insist(self, action: Callable[[], bool]) -> bool:
        try:
            return bool(databases.insist(action, wait=self._wait, what="recording"))
        finally:
            self.trouble = ""

    def _wait(self, pause: float) -> bool:
        self.trouble = "The database does not answer; outcomes wait to be written"
        return self._giving_up.wait(pause)

    def _settle(self, record: Record) -> None:
        try:
            record.settle()
        except Exception:
            logger.exception("A %s is recorded, but not settled", type(record).__name__)
