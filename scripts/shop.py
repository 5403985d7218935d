"""The demo: the example shop with its web server, workers and scheduler, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from http import HTTPStatus
from pathlib import Path

from scripts import environment, machine
from scripts.group import Group
from scripts.ledger import completed_run

SHOP = environment.ROOT / "docs" / "examples" / "shop"
DATA = environment.ROOT / ".demo"
PATIENCE = 60.0


class Stopped(Exception):
    """Somebody asked the demo to stop."""


def main(arguments: Sequence[str]) -> int:
    """Run the shop; with --check only until a scheduled run is in the log."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument("--check", action="store_true", help="stop after one scheduled run")
    parser.add_argument("--fresh", action="store_true", help="forget what earlier demos did")
    parser.add_argument("--data", type=Path, default=DATA, help="where the database file is")
    options = parser.parse_args(arguments)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        if options.check:
            with tempfile.TemporaryDirectory(prefix="carrot-demo-") as folder:
                return demo(Path(folder), until=check, log=Path(folder) / "log")
        options.data.mkdir(parents=True, exist_ok=True)
        if options.fresh:
            for file in options.data.glob("shop.sqlite3*"):
                file.unlink()
        return demo(options.data, until=watch)
    except Stopped:
        return 0


def demo(data: Path, *, until: Callable[[Group, Path], int], log: Path | None = None) -> int:
    """Prepare the shop, run it as one group of processes until told, and stop all of them."""
    python = interpreter()
    port = usable(int(os.environ.get("PORT", "8000")))
    database = data / "shop.sqlite3"
    # The editable install finds the package; the path helps an environment that was there before.
    settings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "PYTHONPATH": str(environment.ROOT),
        "PYTHONUNBUFFERED": "1",
        "SHOP_DATABASE": str(database),
    }
    manage = [python, str(SHOP / "manage.py")]
    with Group(settings, log=log) as group:
        group.run([*manage, "migrate", "--verbosity", "0"])
        group.run([*manage, "seed"])
        group.start("web", [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"])
        group.start("carrot", [*manage, "carrot"])
        monitor = f"http://127.0.0.1:{port}/carrot/"
        group.wait_for(lambda: _answers(monitor), seconds=PATIENCE, what="the monitor")
        if log is None:
            print(f"\nThe monitor is at {monitor} (stop with Ctrl-C)", flush=True)
        return until(group, database)


def interpreter() -> str:
    """This Python, if it has what the shop needs, or that of an environment made for it."""
    if environment.current_fits():
        return sys.executable
    machine.install()
    return environment.ensure(".venv-demo")


def watch(group: Group, database: Path) -> int:
    """Keep running until a signal comes or one of the processes ends."""
    while not group.ended():
        time.sleep(0.5)
    return group.fail("stopped the demo")


def check(group: Group, database: Path) -> int:
    """Wait for one scheduled run to be COMPLETED in the log, and say so in one line."""
    started = time.monotonic()
    while not group.ended():
        run = completed_run(database)
        if run is not None:
            print(f"demo: {run}, {time.monotonic() - started:.0f} s after the start", flush=True)
            return 0
        if time.monotonic() - started > PATIENCE:
            return group.fail(f"no scheduled run was COMPLETED within {PATIENCE:.0f} s")
        time.sleep(0.2)
    return group.fail("ended before a scheduled run was COMPLETED")


def usable(port: int) -> int:
    """The port, if nobody else listens on it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            sys.exit(f"Port {port} cannot be used ({error.strerror}); choose another: PORT=8001")
        bound: int = probe.getsockname()[1]
    return bound


def _answers(monitor: str) -> bool:
    """Whether the page is there; an error page is a fault that no waiting mends."""
    try:
        with urllib.request.urlopen(monitor, timeout=5) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except urllib.error.HTTPError as error:
        sys.exit(f"demo: {monitor} answers {error.code} {error.reason}")
    except OSError:
        return False


def _stop(number: int, frame: object) -> None:
    # Once is enough: the second Ctrl-C must not cut the stopping short and leave orphans.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
