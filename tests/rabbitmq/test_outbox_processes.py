"""Processes that publish, and die at the wrong moment, fork, or end at once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from carrot.brokers import connections
from carrot.models import MessageLog
from carrot.publishing import outbox
from carrot.scheduling.relay import Relay

pytestmark = [pytest.mark.rabbitmq, pytest.mark.django_db(transaction=True)]

BEGIN = """
    import os, sys, threading
    import django
    django.setup()
    from django.db import connections, transaction
    from carrot.publishing import outbox, publish_message
    from tests.project import tasks
    queue = sys.argv[1]
"""


@pytest.fixture
def queue() -> str:
    return f"outbox-{uuid4()}"


@pytest.fixture
def start(rabbitmq_url: str, queue: str):
    """Start Python source as a process of the project, on the test's database and RabbitMQ."""
    name = str(connection.settings_dict["NAME"])
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.project.settings",
        "CARROT_TEST_BROKER": rabbitmq_url,
        "CARROT_TEST_SQLITE": name,
        "CARROT_TEST_POSTGRESQL_NAME": name,
    }

    processes = []

    def begin(source: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", textwrap.dedent(BEGIN) + textwrap.dedent(source), queue]
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield begin
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def run(start):
    """Run Python source to its end."""

    def to_the_end(source: str) -> subprocess.CompletedProcess[str]:
        process = start(source)
        output, errors = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    return to_the_end


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline, "it did not come true within 30 s"
        time.sleep(0.02)


def in_queue(raw, queue: str) -> list[str]:
    found = []
    while (got := raw.basic_get(queue, auto_ack=True))[0] is not None:
        found.append(got[1].message_id)
    return found


def test_a_process_killed_between_commit_and_publish_loses_nothing(
    run, raw, queue, settings, rabbitmq_url
):
    done = run(
        """
        publish_message(tasks.echo, "sent", queue=queue)
        with transaction.atomic():
            transaction.on_commit(lambda: os._exit(9))
            publish_message(tasks.echo, "left", queue=queue)
        """
    )
    assert done.returncode == 9, done.stderr
    left = MessageLog.objects.get(arguments__value="left")
    assert str(left.uuid) not in in_queue(raw, queue)

    settings.CARROT = {**settings.CARROT, "default_broker": rabbitmq_url}
    MessageLog.objects.update(publish_time=timezone.now() - timedelta(seconds=4))
    Relay().step()
    assert outbox.stop(10)
    connections.close_all()

    assert str(left.uuid) in in_queue(raw, queue)
    left.refresh_from_db()
    assert left.sent_at is not None


@pytest.mark.slow
def test_producers_killed_at_random_lose_nothing_that_they_committed(
    start, raw, queue, settings, rabbitmq_url
):
    seed = 20260501
    chance = random.Random(seed)
    source = """
        print("ready", flush=True)
        while True:
            with transaction.atomic():
                publish_message(tasks.nothing, queue=queue)
        """

    for _ in range(6):
        producer = start(source)
        assert producer.stdout.readline() == "ready\n", producer.stderr.read()
        enough = MessageLog.objects.count() + chance.randint(1, 60)
        until(lambda enough=enough: MessageLog.objects.count() >= enough)
        producer.kill()
        producer.wait()

    settings.CARROT = {**settings.CARROT, "default_broker": rabbitmq_url}
    MessageLog.objects.update(publish_time=timezone.now() - timedelta(seconds=4))
    relay = Relay()
    until(lambda: relay.step() and not MessageLog.objects.filter(sent_at=None).exists())
    outbox.stop(10)
    connections.close_all()

    committed = {str(uuid) for uuid in MessageLog.objects.values_list("uuid", flat=True)}
    assert set(in_queue(raw, queue)) == committed, f"seed {seed}"


def test_a_process_that_ends_right_after_publishing_has_noted_what_was_sent(run, raw, queue):
    done = run("for number in range(50): publish_message(tasks.echo, number, queue=queue)")

    assert (done.returncode, done.stderr) == (0, "")
    assert MessageLog.objects.exclude(sent_at=None).count() == 50
    assert len(in_queue(raw, queue)) == 50


def test_a_process_ends_soon_although_its_broker_hangs(run):
    began = time.monotonic()
    done = run(
        """
        import socket
        from carrot.conf import BrokerAddress
        from django.test.utils import override_settings
        from django.conf import settings
        silent = socket.create_server(("127.0.0.1", 0))
        url = f"amqp://guest:guest@127.0.0.1:{silent.getsockname()[1]}/?stack_timeout=30"
        with override_settings(CARROT={**settings.CARROT, "default_broker": url}):
            publish_message(tasks.nothing, queue=queue)
        """
    )

    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began < 25  # RabbitMQ's client would wait for 30 s
    assert MessageLog.objects.get().sent_at is None


def test_forked_children_and_their_threads_publish_each_message_once(run, raw, queue):
    done = run(
        """
        def publish_some():
            for number in range(20):
                publish_message(tasks.echo, number, queue=queue)
            connections.close_all()

        publish_message(tasks.nothing, queue=queue)
        assert outbox.flush(10)
        connections.close_all()
        children = []
        for _ in range(4):
            child = os.fork()
            if child == 0:
                threads = [threading.Thread(target=publish_some) for _ in range(3)]
                for thread in threads: thread.start()
                for thread in threads: thread.join()
                os._exit(0 if outbox.stop(10) else 1)
            children.append(child)
        publish_some()
        codes = [os.waitpid(child, 0)[1] for child in children]
        sys.exit(any(codes))
        """
    )

    assert done.returncode == 0, done.stderr
    ids = in_queue(raw, queue)
    assert len(ids) == len(set(ids)) == 1 + 4 * 3 * 20 + 20
    assert set(ids) == {str(uuid) for uuid in MessageLog.objects.values_list("uuid", flat=True)}
    assert not MessageLog.objects.filter(sent_at=None).exists()


def test_several_service_processes_fire_each_occurrence_once(run, raw, queue):
    source = """
        import time
        from carrot.scheduling.service import Background
        from carrot.utilities import create_scheduled_task
        from carrot.models import ScheduledTask
        if not ScheduledTask.objects.exists():
            for number in range(5):
                create_scheduled_task(
                    tasks.echo, {"seconds": 1}, f"echo {number}", queue, value=number
                )
        connections.close_all()
        children = []
        for _ in range(3):
            child = os.fork()
            if child == 0:
                ending = threading.Event()
                background = Background(ending, schedule=True)
                background.start()
                time.sleep(4)
                ending.set()
                background.join(10)
                os._exit(0 if outbox.stop(10) else 1)
            children.append(child)
        sys.exit(any([os.waitpid(child, 0)[1] for child in children]))
        """
    done = run(source)

    assert done.returncode == 0, done.stderr
    for number in range(5):
        due = list(
            MessageLog.objects.filter(scheduled_task__task_name=f"echo {number}")
            .order_by("due_at")
            .values_list("due_at", flat=True)
        )
        assert len(due) >= 2
        assert {b - a for a, b in pairwise(due)} == {timedelta(seconds=1)}
    late = [row.publish_time - row.due_at for row in MessageLog.objects.all()]
    assert max(late) < timedelta(seconds=3)
    assert sorted(in_queue(raw, queue)) == sorted(
        str(uuid) for uuid in MessageLog.objects.values_list("uuid", flat=True)
    )
