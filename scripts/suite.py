"""Linters, types, import contracts, docs, and all tests: two parts at a time, for two cores."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
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
# Mostly waiting: for servers to start and to die, and for a browser. They run beside the others.
WAITING_PLACES = (
    *("tests/rabbitmq", "tests/faults", "tests/contracts", "tests/servers"),
    *("tests/e2e", "tests/scripts"),
)
# What a browser shows is the same on both.
BROWSER_TESTS = "tests/monitor/test_browser*.py"
NOTHING_COLLECTED = 5  # pytest's exit status

Step = tuple[str, list[str]]
"""What a part is called, and its command."""


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
    parts += [run(*each) for each in checks(python)]
    servers, rest = tests(python, arguments)
    with tempfile.TemporaryDirectory(prefix="carrot-suite-") as folder:
        # The last part reports the others above its closing line; see scripts/report.py.
        told = Path(folder) / "parts"
        with begun(*rest, Path(folder) / "output", {"CARROT_TEST_PARTS": str(told)}) as last:
            parts += [run(*each) for each in servers]
            write(told, "\n".join(map(str, parts)))
            parts.append(last.shown_to_its_end())
    # With arguments, a selection may well leave nothing to one of the databases.
    held = (0, NOTHING_COLLECTED) if arguments else (0,)
    return int(any(part.status not in held for part in parts))


def checks(python: str) -> list[Step]:
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


def tests(python: str, arguments: list[str]) -> tuple[list[Step], Step]:
    """The tests that mostly wait for servers, one part after the other, and beside them the rest.

    With arguments they are what both databases are asked.
    """
    pytest = [python, "-m", "pytest", "--durations=10"]
    last = [*pytest, "-p", "scripts.report"]
    # The server is thrown away with its databases: dropping one has only ways to fail.
    on_postgresql = [python, "-m", "tests.servers", "--postgresql", "--", *pytest, "--reuse-db"]
    if arguments:
        return (
            [("tests on PostgreSQL", [*on_postgresql, *arguments])],
            ("tests on SQLite", [*last, *arguments]),
        )
    elsewhere = [f"--ignore={place}" for place in WAITING_PLACES]
    browser = f"--ignore-glob={BROWSER_TESTS}"
    return (
        [
            ("tests on PostgreSQL", [*on_postgresql, *DATABASE_PLACES, browser]),
            ("tests that wait", [*pytest, *WAITING_PLACES]),
        ],
        ("tests on SQLite", [*last, *elsewhere]),
    )


def run(name: str, command: Sequence[str]) -> Part:
    """Run one part to its end, its output as it comes, and time it."""
    with begun(name, command, None, {}) as running:
        return running.ended()


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A part that runs; its `output` is kept in a file until it is shown."""

    name: str
    process: subprocess.Popen[bytes]
    output: Path | None
    started: float

    def ended(self) -> Part:
        """Wait for its end."""
        status = self.process.wait()
        return Part(name=self.name, status=status, seconds=time.monotonic() - self.started)

    def shown_to_its_end(self) -> Part:
        """Show what it has said, then what it says, until it ends."""
        assert self.output is not None  # noqa: S101
        print(f"\n=== {self.name}", flush=True)
        with self.output.open("rb") as output:
            going = True
            while going:
                going = self.process.poll() is None
                sys.stdout.buffer.write(output.read())
                sys.stdout.flush()
                time.sleep(0.2)
        return self.ended()


@contextmanager
def begun(
    name: str, command: Sequence[str], output: Path | None, extra: dict[str, str]
) -> Iterator[Running]:
    """A part that runs beside what the block does; it does not outlive an interrupted block."""
    settings = {"PYTHONDONTWRITEBYTECODE": "1", "CARROT_TEST_REQUIRE_SERVERS": "1"}
    started, kept = time.monotonic(), output.open("wb") if output else nullcontext()
    if output is None:
        print(f"\n=== {name}", flush=True)
    with kept as file:
        process = subprocess.Popen(
            command,
            env=os.environ | settings | extra,
            cwd=environment.ROOT,
            stdout=file,
            stderr=subprocess.STDOUT if output else None,
        )
        try:
            yield Running(name=name, process=process, output=output, started=started)
        except BaseException:
            process.send_signal(signal.SIGINT)
            process.wait(60)
            raise


def write(path: Path, text: str) -> None:
    """Write a file that is there only when it is whole."""
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
