"""scripts/demo shows a working shop, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(rb"http://127\.0\.0\.1:\d+/carrot/")


def environment(**extra: str) -> dict[str, str]:
    # Nothing of this test run's own project may reach the shop.
    own = ("CARROT", "DJANGO", "PYTEST")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(own)}
    return kept | {"PYTHON": sys.executable, "PORT": "0", **extra}


def members(group: int) -> list[int]:
    """The processes of a process group."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


@pytest.fixture
def demo(tmp_path) -> Iterator[subprocess.Popen[bytes]]:
    """The demo in its own process group, as a shell would start it."""
    process = subprocess.Popen(
        [ROOT / "scripts" / "demo", "--data", tmp_path],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    yield process
    for pid in members(process.pid):
        os.kill(pid, signal.SIGKILL)
    process.communicate()


def address(process: subprocess.Popen[bytes]) -> str:
    said = b""
    for line in process.stdout:
        said += line
        if found := ADDRESS.search(line):
            return found.group().decode()
    raise AssertionError(said.decode())


def test_the_demo_checks_itself():
    done = subprocess.run(
        [ROOT / "scripts" / "demo", "--check"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=150,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.fullmatch(r"demo: the schedule '.+' ran \S+: COMPLETED.*\n", done.stdout)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_stops_clean(demo, number):
    with urllib.request.urlopen(address(demo), timeout=20) as page:
        assert page.status == 200
    assert len(members(demo.pid)) >= 3

    # Ctrl-C reaches the whole foreground group, SIGTERM only the process that it was sent to.
    send = os.killpg if number == signal.SIGINT else os.kill
    send(demo.pid, number)
    said, _ = demo.communicate(timeout=60)

    assert demo.returncode == 0, said.decode()
    assert members(demo.pid) == []


def test_a_port_that_is_taken_is_named(demo):
    port = address(demo).split(":")[2].split("/")[0]

    done = subprocess.run(
        [ROOT / "scripts" / "demo", "--check"],
        env=environment(PORT=port),
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
