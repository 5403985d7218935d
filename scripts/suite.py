"""Linters, types, import contracts, docs, and all tests on both databases."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts import environment, machine

PYTHON_FOLDERS = ("carrot", "carrot_plugins", "tests", "scripts", "docs", "setup.py")
# Where another database could make a difference. What else a worker does with PostgreSQL, and
# PostgreSQL to a worker, is in tests/faults and in the outages of tests/worker, in every run.
DATABASE_PLACES = (
    "tests/database",
    "tests/contracts",
    "tests/monitor",
    "tests/worker/test_running.py",
)
# What a browser shows is the same on both.
BROWSER_TESTS = "tests/monitor/test_browser*.py"
NOTHING_COLLECTED = 5  # pytest's exit status


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One step of the run, and how it went."""

    name: str
    status: int
    seconds: float

    def __str__(self) -> str:
        outcome = "ok" if self.status == 0 else f"FAILED (exit {self.status})"
        return f"{self.name:<24} {self.seconds:6.1f} s  {outcome}"


def main(arguments: list[str]) -> int:
    """Run every part, also after a failure; 0 when all of them held."""
    # SIGTERM must end what runs as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    started = time.monotonic()
    machine.install(machine.SERVERS)
    python = environment.ensure(".venv", "tests")
    parts = [Part(name="preparation", status=0, seconds=time.monotonic() - started)]
    for name, command in [*checks(python), *tests(python, arguments)]:
        print(f"\n=== {name}", flush=True)
        # The last part reports the others above its closing line; see scripts/report.py.
        told = "\n".join(str(part) for part in parts)
        parts.append(run(name, command, {"CARROT_TEST_PARTS": told}))
    # With arguments, a selection may well leave nothing to one of the databases.
    held = (0, NOTHING_COLLECTED) if arguments else (0,)
    return int(any(part.status not in held for part in parts))


def checks(python: str) -> list[tuple[str, list[str]]]:
    """What is said about the code without running it."""
    tools = Path(python).parent
    ruff, folders = str(tools / "ruff"), [name for name in PYTHON_FOLDERS if Path(name).exists()]
    output = ["docs", str(tools.parent / "docs")]
    return [
        ("ruff check", [ruff, "check", "--quiet", *folders]),
        ("ruff format", [ruff, "format", "--check", "--quiet", *folders]),
        ("mypy", [python, "-m", "mypy"]),
        ("import contracts", [str(tools / "lint-imports"), "--no-cache"]),
        ("docs", [python, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", *output]),
    ]


def tests(python: str, arguments: list[str]) -> list[tuple[str, list[str]]]:
    """The tests on PostgreSQL, then all of them on SQLite: its closing line is the last one."""
    pytest = [python, "-m", "pytest", "-p", "scripts.report", "--durations=10"]
    # The server is thrown away with its databases: dropping one has only ways to fail.
    servers = [python, "-m", "tests.servers", "--postgresql", "--"]
    on_postgresql = [*servers, *pytest, "--reuse-db"]
    chosen = any(Path(argument.partition("::")[0]).exists() for argument in arguments)
    if not chosen:
        on_postgresql += [*DATABASE_PLACES, f"--ignore-glob={BROWSER_TESTS}"]
    return [
        ("tests on PostgreSQL", [*on_postgresql, *arguments]),
        ("tests on SQLite", [*pytest, *arguments]),
    ]


def run(name: str, command: Sequence[str], extra: dict[str, str]) -> Part:
    """Run one part to its end and time it."""
    settings = {"PYTHONDONTWRITEBYTECODE": "1", "CARROT_TEST_REQUIRE_SERVERS": "1"}
    started = time.monotonic()
    process = subprocess.Popen(command, env=os.environ | settings | extra, cwd=environment.ROOT)
    try:
        status = process.wait()
    except BaseException:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        raise
    return Part(name=name, status=status, seconds=time.monotonic() - started)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
