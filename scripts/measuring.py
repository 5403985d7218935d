#!/usr/bin/env python3
"""Measure carrot on private servers: `scripts/measure [--tasks N] [--rows N] [--embedded]`.

Prints publish rate (row and confirm), end-to-end rate with every task in the ledger, idle
latency from publish to start, and the time of list pages over many rows. One web process, one
worker process, tasks that do nothing, PostgreSQL and RabbitMQ on this machine.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.servers import PostgreSQL, RabbitMQ  # noqa: E402
from tests.servers.__main__ import database  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=5_000)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--embedded", action="store_true", help="the database as the broker")
    parser.add_argument("--concurrency", type=int, default=8)
    parser.add_argument("--forms", action="store_true", help="only how fast forms are made")
    options = parser.parse_args()
    if options.forms:
        forms()
        return
    with contextlib.ExitStack() as servers:
        os.environ |= database(servers.enter_context(PostgreSQL()))
        if not options.embedded:
            os.environ["CARROT_TEST_BROKER"] = servers.enter_context(RabbitMQ()).url
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.project.settings"
        prepare()
        publish_rate(options.tasks, confirmed=not options.embedded)
        with worker(options.concurrency):
            end_to_end(options.tasks)
            idle_latency()
        pages(options.rows)


def forms() -> None:
    """A project's forms, made from its signatures; needs no server."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.project.settings")
    django.setup()
    from tests.unit.tasks.test_speed import TASKS, introspect

    introspect()  # what is made once for a process
    best = min(introspect() for _ in range(3))
    say(f"forms of {TASKS:,} tasks, signatures and schemas", f"{best:.2f} s")


def prepare() -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    os.environ["CARROT_TEST_POSTGRESQL_NAME"] = "postgres"
    django.setup()
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        say("PostgreSQL fsync", cursor.fetchone()[0])


def publish_rate(count: int, *, confirmed: bool) -> None:
    """The whole, and its parts alone in the same run: a row, and RabbitMQ's confirmation."""
    from django.utils import timezone

    from carrot.brokers import connections
    from carrot.messages import Message
    from carrot.models import MessageLog
    from tests.project.tasks import nothing

    publish = published()
    parts = [rate("row alone", count, lambda: _row(MessageLog, timezone.now()))]
    if confirmed:
        broker = connections.for_queue("parts")
        message = Message(id=uuid4(), task="none", queue="parts")
        parts.append(rate("confirmation alone", count, lambda: broker.publish(message)))
    MessageLog.objects.all().delete()
    whole = rate("publish, row and confirm", count, lambda: publish(nothing))
    ideal = 1 / sum(1 / part for part in parts)
    say("of its parts one after the other", f"{whole / ideal:.0%}")


def _row(ledger: Any, now: datetime) -> None:
    ledger.objects.create(task="none", queue="parts", publish_time=now, sent_at=now)


def rate(what: str, count: int, action: Callable[[], object]) -> float:
    action()  # connections are opened
    started = time.perf_counter()
    for _ in range(count):
        action()
    found = count / (time.perf_counter() - started)
    say(what, f"{found:,.0f}/s")
    return found


def published() -> Callable[..., object]:
    from carrot.publishing import publish_message

    return publish_message


def end_to_end(count: int) -> None:
    """The worker drains what was published before it started."""
    from carrot.models import MessageLog, Status

    done = MessageLog.objects.filter(status=Status.COMPLETED)
    wait_for(done.exists)
    first, began = done.count(), time.perf_counter()
    wait_for(lambda: done.count() >= count, deadline=600)
    took = time.perf_counter() - began
    say("end to end, all in the ledger", f"{(count - first) / took:,.0f}/s")


def idle_latency(count: int = 50) -> None:
    from carrot.models import MessageLog
    from tests.project.tasks import nothing

    publish = published()
    waits = []
    for _ in range(count):
        row = publish(nothing)
        wait_for(lambda pk=row.pk: MessageLog.objects.get(pk=pk).completion_time)
        row.refresh_from_db()
        waits.append((row.start_time - row.publish_time).total_seconds() * 1000)
        time.sleep(0.05)
    say(
        "idle latency, publish to start",
        f"median {statistics.median(waits):.1f} ms, worst of {count} {max(waits):.1f} ms",
    )


def pages(count: int) -> None:
    from datetime import timedelta

    from django.db import connection
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from carrot.models import MessageLog

    now = timezone.now()
    for start in range(0, count, 10_000):
        MessageLog.objects.bulk_create(
            MessageLog(
                task=f"shop.task{number % 20}",
                arguments={"order": number},
                status="FAILED" if number % 10 == 0 else "COMPLETED",
                publish_time=now - timedelta(seconds=number),
                start_time=now - timedelta(seconds=number),
                completion_time=None if number % 10 == 0 else now - timedelta(seconds=number),
                failure_time=now - timedelta(seconds=number) if number % 10 == 0 else None,
                exception="ValueError: no stock" if number % 10 == 0 else "",
            )
            for number in range(start, min(start + 10_000, count))
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    for name, url in {
        "overview": reverse("carrot:overview"),
        "failed": reverse("carrot:messages", args=["failed"]),
        "completed": reverse("carrot:messages", args=["completed"]),
        "completed of one task": reverse("carrot:messages", args=["completed"])
        + "?task=shop.task3",
        "failed, searched": reverse("carrot:messages", args=["failed"]) + "?q=stock",
    }.items():
        client.get(url)
        times = []
        for _ in range(10):
            started = time.perf_counter()
            status = client.get(url).status_code
            times.append((time.perf_counter() - started) * 1000)
        say(f"page {name} ({status}), {count:,} rows", f"{statistics.median(times):.0f} ms")


@contextlib.contextmanager
def worker(concurrency: int) -> Iterator[None]:
    command = [sys.executable, "-m", "django", "carrot", "--concurrency", str(concurrency)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(40)


def wait_for(condition: Callable[[], object], deadline: float = 60) -> None:
    end = time.monotonic() + deadline
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("gave up waiting")
        time.sleep(0.01)


def say(what: str, value: object) -> None:
    print(f"{what:45} {value}", flush=True)


if __name__ == "__main__":
    main()
