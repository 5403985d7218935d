"""Processes that live and end together, in the foreground."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

GRACE = 30.0


class Group:
    """Children of this process in its own process group; leaving the block ends them all.

    What they print goes to the log, if one is given, and is shown when something goes wrong.
    """

    def __init__(self, environment: Mapping[str, str], *, log: Path | None = None) -> None:
        self._environment = dict(environment)
        self._log = log
        self._children: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def run(self, command: Sequence[str]) -> None:
        """Run one command to its end; leave the program when it fails."""
        status = self._popen(command).wait()
        if status:
            sys.exit(self.fail(f"{' '.join(command[1:])} failed with exit status {status}"))

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a process that is meant to stay."""
        self._children[name] = self._popen(command)

    def ended(self) -> list[str]:
        """The processes that are gone, with how they went."""
        statuses = {name: child.poll() for name, child in self._children.items()}
        return [
            f"{name} (exit {status})" for name, status in statuses.items() if status is not None
        ]

    def wait_for(self, ready: Callable[[], bool], *, seconds: float, what: str) -> None:
        """Wait until it is ready; leave the program if it is not, or if a process ends first."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self.ended() or time.monotonic() > deadline:
                sys.exit(self.fail(f"{what} did not start"))
            time.sleep(0.1)

    def fail(self, fault: str) -> int:
        """Say what went wrong and which processes are gone; the exit status to end with."""
        if self._log is not None:
            print(self._log.read_text(errors="replace")[-4000:], file=sys.stderr)
        print(f"demo: {fault}. {', '.join(self.ended())}", file=sys.stderr, flush=True)
        return 1

    def stop(self) -> None:
        """Ask every process to end, wait for them, and end by force those that do not."""
        for child in self._children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for child in self._children.values():
            try:
                child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def _popen(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        if self._log is None:
            return subprocess.Popen(command, env=self._environment)
        with self._log.open("ab") as log:
            return subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
