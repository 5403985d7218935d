"""`manage.py carrot_daemon start|stop|restart|status`: the service, in the background."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from carrot import conf
from carrot.management.commands.carrot import add_options
from carrot.worker import service_log
from carrot.worker.pidfile import Pidfile, PidfileError, default_folder, default_name

SETTLING = 1.0
"""Seconds in which a service that cannot start has ended."""
GRACE = 10.0


class Command(BaseCommand):
    """Starts and stops a service that outlives the shell. A process manager does it better."""

    help = "Start, stop, restart the service in the background, or tell whether it runs."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=("start", "stop", "restart", "status"))
        parser.add_argument("--pidfile", type=Path, help="by which it is found again")
        add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pidfile = Pidfile(options["pidfile"] or default_folder() / f"{default_name()}.pid")
            getattr(self, f"_{options['action']}")(pidfile, options)
        except PidfileError as error:
            raise CommandError(str(error)) from error

    def _start(self, pidfile: Pidfile, options: Mapping[str, Any]) -> None:
        if problems := conf.problems():
            raise CommandError(f"The service does not start: {' '.join(problems)}")
        logfile = Path(options["logfile"] or default_folder() / f"{default_name()}.log")
        lock = pidfile.acquire()
        try:
            process = self._spawn(_command(options), logfile, lock)
            pidfile.write(lock, process.pid)
        finally:
            os.close(lock)
        try:
            status = process.wait(SETTLING)
        except subprocess.TimeoutExpired:
            process.returncode = 0  # it goes on without us
        else:
            pidfile.remove()
            raise CommandError(f"The service ended at once with status {status}; see {logfile}")
        self.stdout.write(f"Started, process {process.pid}; its log is {logfile}")

    def _spawn(self, command: list[str], logfile: Path, lock: int) -> subprocess.Popen[bytes]:
        try:
            log = service_log.open_log(str(logfile))
        except OSError as error:
            raise CommandError(f"{logfile} cannot be opened: {error.strerror}") from error
        with log:
            return subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=[lock],
            )

    def _stop(self, pidfile: Pidfile, options: Mapping[str, Any]) -> None:
        pid = pidfile.pid()
        if pid is None:
            pidfile.remove()
            self.stdout.write("It is not running")
            return
        patience = conf.get().shutdown_timeout + GRACE
        for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, GRACE)):
            if _end(pidfile, pid, number, seconds):
                pidfile.remove()
                self.stdout.write(f"Stopped, process {pid}")
                return
        raise CommandError(f"The process {pid} does not end")

    def _restart(self, pidfile: Pidfile, options: Mapping[str, Any]) -> None:
        self._stop(pidfile, options)
        self._start(pidfile, options)

    def _status(self, pidfile: Pidfile, options: Mapping[str, Any]) -> None:
        pid = pidfile.pid()
        if pid is None:
            self.stdout.write("It is not running")
            sys.exit(1)
        self.stdout.write(f"It is running, process {pid}")


def _command(options: Mapping[str, Any]) -> list[str]:
    """What runs the same service in the foreground."""
    manage = sys.argv[0]
    module = Path(manage).name == "__main__.py" or not Path(manage).is_file()
    command = [sys.executable, *(["-m", "django"] if module else [manage]), "carrot"]
    for name in ("queues", "processes", "concurrency", "loglevel"):
        if options[name] is not None:
            command += [f"--{name}", str(options[name])]
    if options["no_scheduler"]:
        command.append("--no-scheduler")
    return command


def _end(pidfile: Pidfile, pid: int, number: signal.Signals, seconds: float) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return True
    deadline = time.monotonic() + seconds
    while pidfile.pid() == pid:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
