"""What every private server is made of: a folder, free ports, processes, and a keeper."""

from __future__ import annotations

import atexit
import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers import keeper

STARTING = 90.0
STOPPING = 30.0


class ServerMissing(RuntimeError):
    """The server's programs are not installed."""


class ServerFailed(RuntimeError):
    """A server did not do what it was asked in time."""


def free_port() -> int:
    """A TCP port on loopback that nobody listens on right now.

    Not one that the system would give out by itself: while a server is down, any connection of
    another program could take that, and the server could not come back.
    """
    ports = range(20000, _first_given_out())
    while True:
        port = random.choice(ports)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _first_given_out() -> int:
    told = Path("/proc/sys/net/ipv4/ip_local_port_range")
    first = int(told.read_text().split()[0]) if told.exists() else 32768
    return max(first, 21000)


def wait_until(happened: Callable[[], bool], *, seconds: float, fault: Callable[[], str]) -> None:
    """Poll until it happened; raise ServerFailed with the fault when it takes too long."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise ServerFailed(fault())
        time.sleep(0.05)


class Server:
    """A server process that belongs to this process. Use it in ``with``, or start and stop it."""

    name: str

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"carrot-{self.name}-"))
        self._owner = os.getpid()
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        # Its own session, so that Ctrl-C does not end the keeper before it can do its work.
        self._keeper = subprocess.Popen(
            [sys.executable, keeper.__file__, str(self.folder)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        atexit.register(self.close)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start it and return when it takes connections."""
        raise NotImplementedError

    def stop(self) -> None:
        """Stop it in order; its data stay for the next start."""
        raise NotImplementedError

    def close(self) -> None:
        """End whatever still runs and remove the folder. Safe to call again."""
        atexit.unregister(self.close)
        # A forked child runs the same exit handlers, but the server is its parent's.
        if os.getpid() != self._owner:
            return
        if self._keeper.stdin is None or self._keeper.stdin.closed:
            return
        try:
            self.stop()
        finally:
            self._keeper.stdin.close()
            # The keeper's end() may still be waiting for children that only we can reap.
            for process in self._processes.values():
                process.wait(STOPPING)
            self._keeper.wait(STOPPING)

    def spawn(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        user: str | None = None,
    ) -> None:
        """Run a process of this server in its own group; output goes to a log in the folder."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=dict(environment),
                start_new_session=True,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
            )
        self._processes[name] = process
        (self.folder / f"{name}.pid").write_text(str(process.pid))

    def pid(self, name: str) -> int:
        """The process id of one of its processes."""
        return self._processes[name].pid

    def running(self, name: str) -> bool:
        """Whether the process is there."""
        return name in self._processes and self._processes[name].poll() is None

    def end(self, name: str, number: signal.Signals, *, seconds: float = STOPPING) -> None:
        """Signal the process and wait for it; SIGKILL to its whole group when it does not go."""
        process = self._processes.get(name)
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(seconds)
        del self._processes[name]
        (self.folder / f"{name}.pid").unlink(missing_ok=True)

    def wait_for(self, name: str, ready: Callable[[], bool], *, seconds: float = STARTING) -> None:
        """Wait until the process is ready; fail at once, with its last words, when it died."""

        def settled() -> bool:
            return not self.running(name) or ready()

        wait_until(settled, seconds=seconds, fault=lambda: self._last_words(name, "is not ready"))
        if not self.running(name):
            raise ServerFailed(self._last_words(name, "died"))

    def _last_words(self, name: str, fault: str) -> str:
        log = (self.folder / f"{name}.log").read_text(errors="replace")
        return f"{self.name}: {name} {fault}. It said last:\n{log[-2000:]}"


def program(name: str, *folders: str) -> str:
    """The path of a server's program, looked for in the folders first."""
    found = shutil.which(name, path=os.pathsep.join([*folders, os.environ.get("PATH", "")]))
    if found is None:
        raise ServerMissing(f"{name} is not installed; scripts/test installs it")
    return found
