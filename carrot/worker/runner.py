"""The child process in which tasks run: takes jobs from its supervisor, sends back reports."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection

from django.db import connections
from django.utils import timezone

from carrot.tasks.current import CurrentTask, running
from carrot.worker import attribution, executor, log_capture, service_log
from carrot.worker.event_loop import EventLoop
from carrot.worker.protocol import Ended, Job, Ready, Report
from carrot.worker.run_log import RunLog
from carrot.worker.service_log import LogOptions

logger = logging.getLogger("carrot")


class Runner:
    """Runs every job it gets at once: its supervisor sends no more than there is room for."""

    def __init__(self, line: Connection, threads: int) -> None:
        self._line = line
        self._sending = threading.Lock()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="carrot task")
        self._loop = EventLoop()

    def serve(self) -> None:
        """Take jobs until the supervisor says that there are no more, or is gone."""
        threading.Thread(target=log_capture.flush_forever, name="carrot log", daemon=True).start()
        self.send(Ready())
        with contextlib.suppress(EOFError, OSError):
            while (jobs := self._line.recv()) is not None:
                for job in jobs:
                    self._begin(job)

    def send(self, report: Report) -> None:
        """Tell the supervisor. Without one there is nothing left to do here."""
        try:
            with self._sending:
                self._line.send(report)
        except OSError:
            os._exit(1)

    def _begin(self, job: Job) -> None:
        if job.lease_until is not None and job.lease_until <= timezone.now():
            # This service was frozen meanwhile: another may run the message already.
            self.send(Ended(key=job.key))
        elif executor.is_asynchronous(job):
            self._loop.start(self._run_async(job))
        else:
            self._pool.submit(self._run, job)

    def _run(self, job: Job) -> None:
        with _marked(job, self.send):
            outcome = executor.run(job, self._loop.wait)
        self.send(Ended(key=job.key, outcome=outcome))

    async def _run_async(self, job: Job) -> None:
        with _marked(job, self.send):
            outcome = await executor.run_async(job)
        self.send(Ended(key=job.key, outcome=outcome))


@contextlib.contextmanager
def _marked(job: Job, send: Callable[[Report], None]) -> Iterator[None]:
    log = RunLog(job, send)
    current = CurrentTask(uuid=job.message_id, attempt=job.attempt, task=job.task)
    token = running.set(current)
    try:
        with attribution.running(log):
            yield
    finally:
        running.reset(token)
        log.end()


def serve(line: Connection, threads: int, options: LogOptions) -> None:
    """Be a runner until the supervisor says so, or is gone. Django is set up."""
    service_log.configure(options)
    log_capture.install()
    connections.close_all()
    attribution.is_nobodys()
    Runner(line, threads).serve()
    connections.close_all()
