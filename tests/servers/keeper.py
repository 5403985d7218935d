"""Ends a server whose owner died without stopping it.

Runs as its own process: ``python keeper.py FOLDER``. It waits for the end of its standard input,
which the owner holds open, then ends every process group named by ``*.pid`` files in the folder
and removes the folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

GRACE = 5.0


def groups(folder: Path) -> list[int]:
    """The process groups that are still noted in the folder."""
    return [int(note.read_text()) for note in sorted(folder.glob("*.pid"))]


def alive(group: int) -> bool:
    """Whether any process of the group exists."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def end(noted: list[int]) -> None:
    """End the groups: RabbitMQ and PostgreSQL both stop at once on SIGQUIT; then by force."""
    for number in (signal.SIGQUIT, signal.SIGKILL):
        for group in noted:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, number)
        deadline = time.monotonic() + GRACE
        while any(map(alive, noted)) and time.monotonic() < deadline:
            time.sleep(0.05)


def main(folder: Path) -> None:
    """Wait for the owner, then clean up after it."""
    sys.stdin.buffer.read()
    end(groups(folder))
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
