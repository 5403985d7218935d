"""A whole site as a person would run it: migrated database, web server, service."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOUNTED = "some/where/carrot/"
PATIENCE = 90.0


class Site:
    """The processes of one site on a fresh SQLite file; `broker` is a URL or empty."""

    def __init__(self, folder: Path, *, broker: str = "") -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}/{MOUNTED}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.project.settings",
            "CARROT_TEST_DATA": str(folder),
            "CARROT_TEST_SQLITE": str(folder / "site.sqlite3"),
            "CARROT_TEST_BROKER": broker,
            "CARROT_TEST_DATABASE": "sqlite",
        }
        self._running: list[subprocess.Popen[bytes]] = []

    def manage(self, *arguments: str) -> str:
        """Run a management command to its end; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "django", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a management command that goes on; its output is in the folder."""
        with (self.folder / f"{arguments[0]}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "django", *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._running.append(process)
        return process

    def serve(self) -> None:
        """Start the web server; returns when it answers."""
        self.start("runserver", "--noreload", "--insecure", f"127.0.0.1:{self.port}")
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(self.url, timeout=5).close()
            except (urllib.error.URLError, TimeoutError):
                if time.monotonic() > deadline:
                    raise AssertionError((self.folder / "runserver.log").read_text()) from None
                time.sleep(0.1)
            else:
                return

    def stop(self) -> None:
        """End all processes and their children."""
        for process in reversed(self._running):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self._running:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)


@contextlib.contextmanager
def site(folder: Path, *, broker: str = "") -> Iterator[Site]:
    """A migrated site whose web server answers; all that runs is stopped at the end."""
    it = Site(folder, broker=broker)
    it.manage("migrate", "--verbosity", "0")
    try:
        it.serve()
        yield it
    finally:
        it.stop()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
