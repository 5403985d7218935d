"""Processes of a group end together."""

from __future__ import annotations

import os
import sys
import time

import pytest

from scripts import group
from scripts.group import Group

STAY = "import time; time.sleep(600)"
DEAF = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "open(sys.argv[1], 'w').close(); time.sleep(600)"
)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def pids(made: Group) -> list[int]:
    return [child.pid for child in made._children.values()]


def fail_in_the_middle(started: list[int]) -> None:
    with Group(os.environ) as made:
        made.start("one", [sys.executable, "-c", STAY])
        made.start("two", [sys.executable, "-c", STAY])
        started += pids(made)
        raise RuntimeError("in the middle")


def test_leaving_the_block_ends_every_process_even_after_an_error():
    started: list[int] = []

    with pytest.raises(RuntimeError, match="in the middle"):
        fail_in_the_middle(started)

    assert len(started) == 2
    assert not any(map(alive, started))


def test_a_process_that_does_not_listen_is_ended_by_force(tmp_path, monkeypatch):
    monkeypatch.setattr(group, "GRACE", 0.5)
    deaf = tmp_path / "deaf"
    with Group(os.environ) as made:
        made.start("deaf", [sys.executable, "-c", DEAF, str(deaf)])
        made.wait_for(deaf.exists, seconds=20, what="deaf")
        started = pids(made)

    assert not any(map(alive, started))


def test_a_process_that_ends_too_early_is_named(capsys):
    with Group(os.environ) as made:
        made.start("web", [sys.executable, "-c", "raise SystemExit(3)"])
        with pytest.raises(SystemExit):
            made.wait_for(lambda: False, seconds=20, what="the monitor")

    assert capsys.readouterr().err == "demo: the monitor did not start. web (exit 3)\n"


def test_waiting_has_an_end(capsys):
    started = time.monotonic()
    with Group(os.environ) as made:
        made.start("web", [sys.executable, "-c", STAY])
        with pytest.raises(SystemExit):
            made.wait_for(lambda: False, seconds=0.5, what="the monitor")

    assert time.monotonic() - started < 10
    assert "the monitor did not start" in capsys.readouterr().err
