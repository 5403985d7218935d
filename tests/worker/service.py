"""`manage.py carrot` as a process of its own, on the database of the test."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import connection

from carrot.models import MessageLog, WorkerStatus

PATIENCE = 30.0
ROOT = Path(__file__).parents[2]

T = TypeVar("T")


def until(condition: Callable[[], T], *, seconds: float = PATIENCE) -> T:
    """What the condition gives once it is true; fails when that takes too long."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {state()}")
        time.sleep(0.02)
    return result


def state() -> str:
    rows = MessageLog.objects.values_list("task", "status", "attempt", "exception")
    return f"{list(rows)}, workers {list(WorkerStatus.objects.values_list('name', 'trouble'))}"


def ended(row: MessageLog, *, seconds: float = PATIENCE) -> MessageLog:
    """The row once its message has ended."""
    return until(MessageLog.objects.ended().filter(pk=row.pk).first, seconds=seconds)


def running(row: MessageLog) -> MessageLog:
    """The row once it is being run."""
    return until(MessageLog.objects.running().filter(pk=row.pk).first)


def log_of(row: MessageLog) -> list[str]:
    return list(row.log_entries.order_by("id").values_list("text", flat=True))


def environment(**changes: object) -> dict[str, str]:
    """That of a process which works on the test's database; `changes` are keys of CARROT."""
    name = str(connection.settings_dict["NAME"])
    key = "SQLITE" if connection.vendor == "sqlite" else "POSTGRESQL_NAME"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.worker.settings",
        "PYTHONPATH": str(ROOT),
        f"CARROT_TEST_{key}": name,
        "CARROT_TEST_DATA": str(settings.DATA),
        "CARROT_TEST_SETTINGS": json.dumps(changes),
    }


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "django", *words]


class Service:
    """One service; its output is in `log`."""

    def __init__(self, log: Path, *options: str, **changes: object) -> None:
        self.log = log
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                command("carrot", *options),
                env=environment(**changes),
                stdout=file,
                stderr=file,
            )
        self.pid = self.process.pid

    def ready(self) -> Service:
        """This service, once it has a runner that takes tasks."""
        until(lambda: WorkerStatus.objects.filter(pid=self.pid).exists() or self._ended())
        return self

    def _ended(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"the service ended: {self.log.read_text()}")
        return False

    @property
    def runners(self) -> list[int]:
        """The processes in which tasks run."""
        return children(self.pid)

    def tell(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait(self, seconds: float = PATIENCE) -> int:
        """Its exit status."""
        return self.process.wait(seconds)

    def end(self) -> None:
        """Be gone, whatever the test left."""
        for pid in [self.pid, *self.runners]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


def children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def alive(pid: int) -> bool:
    """Whether the process exists and is more than a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextlib.contextmanager
def services(folder: Path) -> Iterator[Callable[..., Service]]:
    """Starts services that are gone at the end."""
    started: list[Service] = []

    def start(*options: str, **changes: object) -> Service:
        service = Service(folder / f"service-{len(started)}.log", *options, **changes)
        started.append(service)
        return service

    try:
        yield start
    finally:
        for service in started:
            service.end()
