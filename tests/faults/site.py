"""A site that is used while it breaks: services, producers, and the record of both."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.faults.databases import Database
from tests.faults.record import Report, Row, Run, compare, read_runs

ROOT = Path(__file__).parents[2]
ROWS = """
    SELECT arguments, status, attempt, exception FROM carrot_messagelog
    WHERE task = 'tests.project.tasks.record' ORDER BY id
"""
LATE = "SELECT count(*) FROM carrot_attempt WHERE late"

Process = subprocess.Popen[bytes]


class Site:
    """Its processes write `runs`, `accepted` and their logs into the folder."""

    def __init__(
        self,
        folder: Path,
        database: Database,
        *,
        broker: str = "",
        seed: int = 0,
        concurrency: int = 4,
        lease: float = 6.0,
    ) -> None:
        self.folder = folder
        self.database = database
        self.seed = seed
        self.concurrency = concurrency
        self.lease = lease
        self.faults: Counter[str] = Counter()
        self.deaths: dict[int, float] = {}
        # With what each was started, so that another can take its place.
        self.services: dict[Process, tuple[str, ...]] = {}
        self.producers: dict[Process, dict[str, object]] = {}
        # Calls that die again and again are given up after some crashes, which is not the
        # question here.
        changes: dict[str, Any] = {"lease": lease, "max_crashes": 1000}
        if broker:
            changes["default_broker"] = broker
        self.environment = {
            **os.environ,
            **database.environment,
            "DJANGO_SETTINGS_MODULE": "tests.worker.settings",
            "PYTHONPATH": str(ROOT),
            "CARROT_TEST_DATA": str(folder),
            "CARROT_TEST_SETTINGS": json.dumps(changes),
        }

    # -- its processes --------------------------------------------------------------------

    def run(self, *words: str) -> None:
        """Run Python with these arguments to its end."""
        subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.environment, check=True, timeout=120
        )

    def serve(self, *options: str) -> Process:
        """Start a service."""
        options = options or ("--no-scheduler",)
        concurrency = str(self.concurrency)
        service = self._start(
            "service", "-m", "django", "carrot", "--concurrency", concurrency, *options
        )
        self.services[service] = options
        return service

    def produce(self, **options: object) -> Process:
        """Start a producer; `options` are those of `tests.faults.producer`, True for a flag."""
        words = ["-m", "tests.faults.producer", str(self.folder), f"p{len(self.producers)}"]
        for name, value in {"seed": self.seed, **options}.items():
            words.append(f"--{name.replace('_', '-')}")
            if value is not True:
                words.append(str(value))
        producer = self._start("producer", *words)
        self.producers[producer] = options
        return producer

    def _start(self, name: str, *words: str) -> Process:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )

    def stop(self) -> None:
        """Kill whatever runs; runners die with their services."""
        for process in [*self.producers, *self.services]:
            process.kill()
            process.wait()

    # -- what is said of it ---------------------------------------------------------------

    def accepted(self) -> dict[str, float]:
        """The calls that were accepted, and the seconds that publishing each took."""
        path = self.folder / "accepted"
        lines = path.read_text().splitlines() if path.exists() else []
        return {text: float(took) for text, took in (line.split() for line in lines)}

    def runs(self) -> dict[str, list[Run]]:
        """The runs of each call."""
        return read_runs(self.folder / "runs")

    def busy(self) -> set[int]:
        """The processes that have begun a call and not ended it."""
        return {run.process for mine in self.runs().values() for run in mine if run.ended is None}

    def messages(self) -> list[Row]:
        """What the ledger says."""
        found = []
        for arguments, status, attempt, exception in self.database.rows(ROWS):
            given = json.loads(arguments) if isinstance(arguments, str) else arguments
            found.append(
                Row(text=given["text"], status=status, attempt=attempt, exception=exception)
            )
        return found

    def late(self) -> int:
        """How many results came from attempts that had been given up."""
        return int(self.database.rows(LATE)[0][0])

    def report(self, *, settled: float = 0.0) -> Report:
        """How it stands."""
        return compare(
            self.accepted(),
            self.runs(),
            self.messages(),
            deaths=self.deaths,
            faults=self.faults,
            late=self.late(),
            settled=settled,
            heading=f"seed {self.seed}",
        )

    def settle(self, *, seconds: float = 60.0) -> Report:
        """Let producers and services finish, in time or not; then how it stands."""
        for producer in self.producers:
            producer.wait(seconds)
        began = time.monotonic()
        with contextlib.suppress(TimeoutError):
            until(lambda: not self._open(), seconds=seconds)
        return self.report(settled=time.monotonic() - began)

    def _open(self) -> bool:
        return any(row.status in ("PUBLISHED", "IN_PROGRESS") for row in self.messages())


def until(condition: Callable[[], object], *, seconds: float = 30.0) -> None:
    """Wait for it; raise `TimeoutError` when it takes too long."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds:g} s")
        time.sleep(0.05)


def running(pid: int) -> bool:
    """Whether the process exists and is more than a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(pid: int) -> list[int]:
    """The processes that the main thread of a service started: its runners."""
    with contextlib.suppress(OSError):
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


@contextlib.contextmanager
def site(folder: Path, database: Database, **options: Any) -> Iterator[Site]:
    """A migrated site; all its processes are gone at the end."""
    it = Site(folder, database, **options)
    try:
        it.run("-m", "django", "migrate", "--verbosity", "0")
        yield it
    finally:
        it.stop()
