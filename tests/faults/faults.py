"""What goes wrong. Each fault is counted, and leaves the site as able to work as before."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Sequence
from random import Random

import psycopg

from tests.faults.site import Process, Site, children, running, until
from tests.servers import PostgreSQL, RabbitMQ

PATIENCE = 5.0
"""Seconds in which a process to be killed should have something to do."""
CUT_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


class Faults:
    """Those of a site and of the servers it has; which process is hit is left to `chance`."""

    def __init__(
        self,
        site: Site,
        chance: Random,
        *,
        rabbitmq: RabbitMQ | None = None,
        postgresql: PostgreSQL | None = None,
    ) -> None:
        self.site = site
        self.kills = 0
        self._chance = chance
        self._rabbitmq = rabbitmq
        self._postgresql = postgresql

    @property
    def restarts(self) -> int:
        """How many calls may have died with their processes, and so may be run again."""
        return self.kills * self.site.concurrency

    def kinds(self) -> dict[str, Callable[[], None]]:
        """All faults that this site can have."""
        found = {
            "service": self.kill_service,
            "runner": self.kill_runner,
            "producer": self.kill_producer,
            "frozen": self.freeze_service,
        }
        if self._rabbitmq:
            found |= {
                "connections": self.cut_connections,
                "rabbitmq": self.kill_rabbitmq,
                "rabbitmq-app": self.restart_rabbitmq,
            }
        if self._postgresql:
            found |= {
                "backends": self.cut_backends,
                "postgresql": self.crash_postgresql,
                "service-and-postgresql": self.kill_service_without_postgresql,
            }
        return found

    def shuffled(self, faults: Sequence[Callable[[], None]], *, longest_pause: float) -> None:
        """Have all of these, in an order and with pauses that are left to chance."""
        for fault in self._chance.sample(faults, len(faults)):
            time.sleep(self._chance.uniform(0.1, longest_pause))
            fault()

    # -- processes ------------------------------------------------------------------------

    def kill_service(self, service: Process | None = None) -> None:
        """SIGKILL; another is started in its place."""
        site = self.site
        victim = service or self._chance.choice(list(site.services))
        self._busy([victim])
        runners = children(victim.pid)
        self._note_deaths(runners)
        victim.kill()
        victim.wait()
        until(lambda: not any(map(running, runners)), seconds=5)
        site.serve(*site.services.pop(victim))
        site.faults["service killed"] += 1

    def kill_runner(self) -> None:
        """SIGKILL for a process in which tasks run; its service starts another."""
        runners = self._busy(list(self.site.services))
        if not runners:
            return
        victim = self._chance.choice(runners)
        self._note_deaths([victim])
        os.kill(victim, signal.SIGKILL)
        self.site.faults["runner killed"] += 1

    def kill_producer(self) -> None:
        """SIGKILL at any moment; another goes on in its place."""
        alive = [each for each in self.site.producers if each.poll() is None]
        if not alive:
            return
        victim = self._chance.choice(alive)
        victim.kill()
        victim.wait()
        self.site.produce(**self.site.producers[victim])
        self.site.faults["producer killed"] += 1

    def freeze_service(
        self,
        service: Process | None = None,
        *,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> float:
        """SIGSTOP until its leases have run out and others have its messages; then SIGCONT.

        Returns when it was stopped, in seconds since the epoch. Its runners are not.
        """
        victim = service or self._chance.choice(list(self.site.services))
        victim.send_signal(signal.SIGSTOP)
        stopped = time.time()
        self.kills += 1
        meanwhile()
        time.sleep(2 * self.site.lease + 1)
        victim.send_signal(signal.SIGCONT)
        self.site.faults["service frozen"] += 1
        return stopped

    def _busy(self, services: list[Process]) -> list[int]:
        """The runners of these services that are in the middle of a call, soon; maybe none."""
        found: list[int] = []

        def look() -> bool:
            busy = self.site.busy()
            runners = [pid for service in services for pid in children(service.pid)]
            found[:] = [pid for pid in runners if pid in busy]
            return bool(found)

        with contextlib.suppress(TimeoutError):
            until(look, seconds=PATIENCE)
        return found

    def _note_deaths(self, processes: list[int]) -> None:
        self.kills += len(processes)
        self.site.deaths |= dict.fromkeys(processes, time.time())

    # -- servers --------------------------------------------------------------------------

    def cut_connections(self) -> None:
        """RabbitMQ closes every connection."""
        self._broker().ctl("close_all_connections", "cut by a test")
        self.site.faults["connections cut"] += 1

    def restart_rabbitmq(self) -> None:
        """The broker stops and starts within its node."""
        self._broker().restart()
        self.site.faults["rabbitmq restarted"] += 1

    def kill_rabbitmq(self) -> None:
        """SIGKILL, and a start from what is on the disk."""
        self._broker().kill()
        self._broker().start()
        self.site.faults["rabbitmq killed"] += 1

    def cut_backends(self) -> None:
        """PostgreSQL ends every connection."""
        with psycopg.connect(self._database().dsn, autocommit=True) as connection:
            connection.execute(CUT_OTHERS)
        self.site.faults["backends terminated"] += 1

    def crash_postgresql(self) -> None:
        """PostgreSQL stops as in a crash, and recovers."""
        self._database().restart()
        self.site.faults["postgresql crashed"] += 1

    def kill_service_without_postgresql(self) -> None:
        """A service dies with what it could not claim, and another starts without a database."""
        self._database().kill()
        time.sleep(1.0)  # messages come meanwhile
        self.kill_service()
        self._database().start()
        self.site.faults["postgresql crashed"] += 1

    def keep_postgresql_down(self, seconds: float) -> None:
        """As a crash, and nobody starts it for a while."""
        self._database().kill()
        time.sleep(seconds)
        self._database().start()
        self.site.faults["postgresql down for long"] += 1

    def _broker(self) -> RabbitMQ:
        assert self._rabbitmq is not None
        return self._rabbitmq

    def _database(self) -> PostgreSQL:
        assert self._postgresql is not None
        return self._postgresql
