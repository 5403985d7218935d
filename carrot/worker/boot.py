"""A runner's first steps: tied to its supervisor, deaf to signals, Django set up."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from multiprocessing.connection import Connection

import django

PR_SET_PDEATHSIG = 1


def main(descriptor: int, parent: int) -> None:
    """What the new process does; `child` starts it so."""
    _die_with(parent)
    # A Ctrl-C or a group's SIGTERM is for the supervisor, which decides what ends when. Handlers,
    # not SIG_IGN: what a task starts must not inherit deafness.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    os.set_inheritable(descriptor, False)  # noqa: FBT003 - not for what the tasks start
    line = Connection(descriptor)
    threads, options = line.recv()
    django.setup()
    # The runner imports models, which exist from here on.
    from carrot.worker import runner  # noqa: PLC0415

    runner.serve(line, threads, options)


def _die_with(parent: int) -> None:
    """Have the kernel end this process with its supervisor, also when that is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)
