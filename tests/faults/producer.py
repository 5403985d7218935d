"""Publishes calls of `tests.project.tasks.record`, and notes each that was accepted.

Runs as its own process: ``python -m tests.faults.producer FOLDER PREFIX``.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import time
from pathlib import Path

import django
from django.db import Error, connection, transaction

django.setup()

from carrot.publishing import publish_message  # noqa: E402 - its models exist from here on


def main() -> None:
    """Publish until all is published, or for ever."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("prefix")
    parser.add_argument("--count", type=int, default=10**9)
    parser.add_argument("--pause", type=float, default=0.02)
    parser.add_argument("--longest", type=float, default=0.3, help="seconds that a task takes")
    parser.add_argument("--shortest", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--die-after-commit", action="store_true", help="of the last one")
    options = parser.parse_args()
    chance = random.Random(f"{options.seed} {options.prefix}")
    for number in range(options.count):
        text = f"{options.prefix}-{number}"
        seconds = round(chance.uniform(options.shortest, options.longest), 3)
        if options.die_after_commit and number == options.count - 1:
            die_between_commit_and_publish(options.folder, text, seconds)
        publish(options.folder, text, seconds)
        time.sleep(options.pause)


def publish(folder: Path, text: str, seconds: float) -> None:
    """Publish one call; it is accepted once that returns."""
    began = time.monotonic()
    try:
        publish_message("tests.project.tasks.record", str(folder / "runs"), text, seconds)
    except Error:  # the database is down: the caller knows that nothing was accepted
        connection.close()
        return
    note(folder, text, time.monotonic() - began)


def die_between_commit_and_publish(folder: Path, text: str, seconds: float) -> None:
    """Be killed when the row is committed and the broker has not heard of it."""

    def die() -> None:
        note(folder, text, 0.0)
        os.kill(os.getpid(), signal.SIGKILL)

    with transaction.atomic():
        transaction.on_commit(die)  # runs before what publishing registers
        publish_message("tests.project.tasks.record", str(folder / "runs"), text, seconds)


def note(folder: Path, text: str, took: float) -> None:
    """One write, so that a kill leaves the whole line or none."""
    descriptor = os.open(folder / "accepted", os.O_APPEND | os.O_CREAT | os.O_WRONLY)
    os.write(descriptor, f"{text} {took:.3f}\n".encode())
    os.close(descriptor)


if __name__ == "__main__":
    main()
