"""The supervisor's end of one runner: its process, its line, and what it is running."""

from __future__ import annotations

import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe

from carrot.worker.protocol import Ended, Job, Key, Logged, Ready
from carrot.worker.service_log import LogOptions

logger = logging.getLogger("carrot")

# The child finds what the parent finds; `-m` would put the working directory first.
_BOOT = (
    "import sys; sys.path[:] = sys.argv[3:]; arguments = sys.argv[1:3]; sys.argv[:] = ['carrot'];"
    "from carrot.worker.boot import main; main(*map(int, arguments))"
)
LAST_WORDS = 2.0


class Child:
    """One runner process. Must be made in a thread that lives as long as the service does.

    On Linux the kernel ends a child together with the thread that started it.
    """

    def __init__(
        self,
        *,
        threads: int,
        options: LogOptions,
        on_report: Callable[[Child, Logged | Ended], None],
        on_change: Callable[[], None],
    ) -> None:
        self.jobs: dict[Key, Job] = {}
        self.ready = False
        self.started = False
        self._on_report = on_report
        self._on_change = on_change
        self._orders: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._line, theirs = Pipe()
        with theirs:
            self._process = _spawn(theirs)
        self._line.send((threads, options))
        self._reader = self._thread(self._read, "reader")
        self._writer = self._thread(self._write, "writer")

    @property
    def pid(self) -> int:
        return self._process.pid

    def order(self, job: Job) -> None:
        """Have it run this. The caller has put the job into `jobs`."""
        self._orders.put(job)

    def running(self, queue_name: str) -> int:
        return sum(job.queue == queue_name for job in list(self.jobs.values()))

    def poll(self) -> int | None:
        """The exit status of a process that has ended, after its last reports; else None."""
        status = self._process.poll()
        if status is not None:
            # A grandchild may hold the line open: what is not here soon does not come.
            self._reader.join(LAST_WORDS)
        return status

    def dismiss(self) -> None:
        """Let it end when it has finished what it runs."""
        self._orders.put(None)

    def kill(self) -> None:
        """End it now, whatever it runs."""
        self._process.kill()

    def bury(self, timeout: float) -> None:
        """Wait for its end, and kill it if it takes too long."""
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        self._orders.put(None)
        self._line.close()

    def _thread(self, target: Callable[[], None], name: str) -> threading.Thread:
        thread = threading.Thread(target=target, name=f"carrot {name} {self.pid}", daemon=True)
        thread.start()
        return thread

    def _write(self) -> None:
        # In its own thread: a child that does not read must not hold up the others.
        try:
            while (job := self._orders.get()) is not None:
                batch = [job]
                while not self._orders.empty():
                    more = self._orders.get()
                    if more is None:
                        self._line.send(batch)
                        return self._line.send(None)
                    batch.append(more)
                self._line.send(batch)
            self._line.send(None)
        except OSError:
            pass  # it has died, which `poll` tells

    def _read(self) -> None:
        try:
            while True:
                report = self._line.recv()
                if isinstance(report, Ready):
                    self.ready = self.started = True
                    self._on_change()
                else:
                    self._on_report(self, report)
        except (EOFError, OSError):
            self.ready = False
            self._on_change()
        except Exception:
            logger.exception("The runner %s sent what cannot be read; it is ended", self.pid)
            self.kill()


def describe(status: int) -> str:
    """How a process ended, for people."""
    if status >= 0:
        return f"The process that ran it exited with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = str(-status)
    hint = " (out of memory?)" if -status == signal.SIGKILL else ""
    return f"The process that ran it was ended by {name}{hint}"


def _spawn(line: Connection) -> subprocess.Popen[bytes]:
    path = [entry or os.getcwd() for entry in sys.path]
    command = [sys.executable, "-c", _BOOT, str(line.fileno()), str(os.getpid()), *path]
    return subprocess.Popen(  # noqa: S603
        command, pass_fds=[line.fileno()], stdin=subprocess.DEVNULL
    )
