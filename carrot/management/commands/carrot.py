"""`manage.py carrot`: the service, in the foreground."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.checks import run_checks
from django.core.management.base import BaseCommand, CommandError, CommandParser

from carrot import __version__, conf
from carrot.conf import QueueSettings
from carrot.scheduling.service import Background
from carrot.tasks import registry
from carrot.worker import service_log
from carrot.worker.heartbeat import Identity
from carrot.worker.service_log import LogOptions
from carrot.worker.supervisor import Supervisor, Wishes

logger = logging.getLogger("carrot")

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class Command(BaseCommand):
    """Consumers, scheduler, relay and reaper, until SIGTERM or Ctrl-C."""

    help = "Run tasks and schedules until told to stop; a second signal stops at once."
    # A task module that does not import must not keep the others from running: see _warn.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if problems := conf.problems():
            raise CommandError(f"The service does not start: {' '.join(problems)}")
        chosen = _queues(options["queues"], options["concurrency"])
        told = LogOptions(file=options["logfile"] or "", level=options["loglevel"] or "")
        try:
            service_log.configure(told)
        except OSError as error:
            raise CommandError(f"--logfile {told.file} cannot be opened: {error}") from error
        _warn()
        sys.exit(_serve(chosen, told, options))


def add_options(parser: CommandParser) -> None:
    """The options of a service, however it is started."""
    parser.add_argument(
        "--queues",
        metavar="A,B",
        help="take messages from these only; without it, from all that settings or tasks name",
    )
    parser.add_argument("--processes", type=_positive, help="how many processes run tasks")
    parser.add_argument(
        "--concurrency",
        type=_positive,
        help="how many tasks of a queue run at once in a process, instead of what its settings say",
    )
    parser.add_argument(
        "--no-scheduler", action="store_true", help="fire no schedules; others must do it"
    )
    parser.add_argument("--logfile", help="write the service's own messages here")
    parser.add_argument("--loglevel", choices=LEVELS, type=str.upper, help="from which level on")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _queues(names: str | None, concurrency: int | None) -> list[QueueSettings]:
    if names is None:
        chosen = [queue for queue in registry.queues().values() if queue.consumable]
    else:
        wanted = [name.strip() for name in names.split(",") if name.strip()]
        chosen = [conf.get().queue(name) for name in dict.fromkeys(wanted)]
    closed = [queue.name for queue in chosen if not queue.consumable]
    if closed:
        raise CommandError(
            f"CARROT['queues'] says that {', '.join(closed)} is not consumable; remove "
            f"'consumable': False, or leave it out of --queues"
        )
    if not chosen:
        raise CommandError("There is no queue to take messages from; name one with --queues")
    if concurrency is None:
        return chosen
    return [replace(queue, concurrency=concurrency) for queue in chosen]


def _warn() -> None:
    for message in run_checks(tags=["carrot"]):
        hint = f" {message.hint}" if message.hint else ""
        logger.warning("%s (%s).%s", message.msg, message.id, hint)


def _serve(queues: list[QueueSettings], told: LogOptions, options: Mapping[str, Any]) -> int:
    host, pid = socket.gethostname(), os.getpid()
    identity = Identity(
        name=f"{host}:{pid}",
        host=host,
        pid=pid,
        version=__version__,
        queues=[queue.name for queue in queues],
        processes=options["processes"] or conf.get().processes,
        concurrency=sum(queue.concurrency for queue in queues),
        scheduler=not options["no_scheduler"],
    )
    wishes, stopping = Wishes(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, wishes.stop)
    service = Supervisor(
        queues,
        identity,
        wishes=wishes,
        stopping=stopping,
        companion=Background(stopping, schedule=identity.scheduler),
        options=told,
    )
    logger.info("%s takes messages from %s", identity.name, ", ".join(identity.queues))
    return service.run()
