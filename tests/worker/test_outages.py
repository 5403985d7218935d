"""Servers go away under a working service, and strangers write into its queues."""

from __future__ import annotations

import json
import signal
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pika
import psycopg
import pytest
from django.conf import settings
from django.test import override_settings

from carrot.models import FailureKind, MessageLog, Status
from carrot.publishing import outbox, publish_message
from tests.project import tasks
from tests.servers import PostgreSQL, RabbitMQ
from tests.servers.__main__ import database
from tests.worker.service import Service, command, ended, environment, running, until


@pytest.fixture
def on_rabbitmq(
    serve: Callable[..., Service], rabbitmq_url: str
) -> Iterator[Callable[..., Service]]:
    """Starts services that take messages from RabbitMQ; what the test publishes goes there."""

    def start(*options: str, **changes: object) -> Service:
        return serve(*options, **{"default_broker": rabbitmq_url, **changes}).ready()

    with override_settings(CARROT={**settings.CARROT, "default_broker": rabbitmq_url}):
        yield start
        outbox.stop(5)


def put(url: str, body: bytes, **properties: object) -> None:
    """What anybody with a connection may do."""
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish(
            "", "default", body, pika.BasicProperties(**properties), mandatory=True
        )


@pytest.mark.rabbitmq
def test_messages_that_nobody_here_wrote_are_shown_as_failed_and_run_nothing(
    on_rabbitmq: Callable[..., Service], rabbitmq_url: str, tmp_path: Path
) -> None:
    on_rabbitmq()
    known = publish_message(tasks.wait)
    assert ended(known).status == Status.COMPLETED
    marker, stranger = tmp_path / "marker", uuid.uuid4()
    call = json.dumps({"args": [f"touch {marker}"], "kwargs": {}}).encode()

    put(rabbitmq_url, b"\x00 no JSON <script>", message_id=str(uuid.uuid4()))
    put(rabbitmq_url, call, message_id=str(stranger), headers={"type": "os.system"})
    put(rabbitmq_url, call, message_id=str(known.uuid), headers={"type": "os.system"})
    after = publish_message(tasks.add, 1)

    assert ended(after).status == Status.COMPLETED
    unreadable = until(MessageLog.objects.filter(failure_kind=FailureKind.BAD_MESSAGE).first)
    assert "not JSON" in unreadable.exception
    assert "no JSON <script>" in unreadable.output
    unknown = until(MessageLog.objects.filter(uuid=stranger).first)
    assert (unknown.status, unknown.failure_kind) == (Status.FAILED, FailureKind.UNKNOWN_MESSAGE)
    assert unknown.task == "os.system"
    assert MessageLog.objects.get(pk=known.pk).attempt == 1
    assert MessageLog.objects.count() == 4
    assert not marker.exists()


@pytest.mark.rabbitmq
def test_a_killed_service_on_rabbitmq_loses_nothing(on_rabbitmq: Callable[..., Service]) -> None:
    first = on_rabbitmq("--concurrency", "3", lease=1.5)
    rows = [publish_message(tasks.sleep, 1.5) for _ in range(3)]
    rows += [publish_message(tasks.add, number) for number in range(20)]
    running(rows[0])

    first.tell(signal.SIGKILL)
    on_rabbitmq("--concurrency", "3", lease=1.5)

    assert {ended(row, seconds=60).status for row in rows} == {Status.COMPLETED}
    assert max(ended(row).attempt for row in rows) == 2


@pytest.mark.rabbitmq
def test_a_drained_service_leaves_its_messages_to_the_next(
    on_rabbitmq: Callable[..., Service],
) -> None:
    first = on_rabbitmq()
    long = publish_message(tasks.sleep, 1.0)
    running(long)
    rest = [publish_message(tasks.add, number) for number in range(10)]

    first.tell(signal.SIGTERM)

    assert first.wait() == 0
    assert ended(long).status == Status.COMPLETED
    assert not MessageLog.objects.running().exists()
    on_rabbitmq()
    assert {ended(row).attempt for row in rest} == {1}


@pytest.mark.rabbitmq
def test_rabbitmq_restarts_under_a_service_and_every_message_runs_once(
    on_rabbitmq: Callable[..., Service], rabbitmq: RabbitMQ
) -> None:
    on_rabbitmq("--concurrency", "2")
    rows = [publish_message(tasks.sleep, 0.3) for _ in range(15)]
    running(rows[0])

    rabbitmq.restart()
    meanwhile = publish_message(tasks.add, 1)

    done = [ended(row, seconds=60) for row in [*rows, meanwhile]]
    assert {row.status for row in done} == {Status.COMPLETED}
    assert {row.attempt for row in done} == {1}


@pytest.mark.rabbitmq
def test_behind_a_long_task_nothing_is_kept_from_other_services(
    on_rabbitmq: Callable[..., Service],
) -> None:
    on_rabbitmq()
    tiny = [publish_message(tasks.nothing) for _ in range(100)]
    ended(tiny[-1])
    long = publish_message(tasks.sleep, 20.0)
    rest = [publish_message(tasks.nothing) for _ in range(20)]
    running(long)

    on_rabbitmq()

    assert {ended(row).status for row in rest} == {Status.COMPLETED}
    assert MessageLog.objects.get(pk=long.pk).status == Status.IN_PROGRESS


@pytest.fixture
def private_postgresql() -> Iterator[PostgreSQL]:
    """One that the test may crash."""
    with PostgreSQL() as server:
        yield server


@pytest.mark.postgresql
def test_the_database_restarts_under_a_service_and_no_outcome_is_lost(
    transactional_db: None, private_postgresql: PostgreSQL, tmp_path: Path
) -> None:
    server = private_postgresql
    project = environment() | database(server) | {"CARROT_TEST_POSTGRESQL_NAME": "postgres"}

    def manage(*words: str) -> None:
        subprocess.run(command(*words), env=project, check=True, timeout=60, capture_output=True)

    def rows() -> list[tuple[str, int, str]]:
        with psycopg.connect(server.dsn) as connection:
            found = connection.execute(
                "SELECT status, attempt, output FROM carrot_messagelog ORDER BY id"
            )
            return found.fetchall()

    manage("migrate", "--verbosity", "0")
    with (tmp_path / "log").open("wb") as log:
        service = subprocess.Popen(command("carrot"), env=project, stdout=log, stderr=log)
        try:
            manage("carrot_send", "tests.project.tasks.sleep", "2.5")
            until(lambda: rows()[0][0] == Status.IN_PROGRESS)

            server.kill()
            until(lambda: "does not answer" in (tmp_path / "log").read_text())
            server.start()

            until(lambda: rows()[0][0] == Status.COMPLETED)
            manage("carrot_send", "tests.project.tasks.add", "1")
            until(lambda: rows()[1][0] == Status.COMPLETED)
            assert rows() == [(Status.COMPLETED, 1, "2.5"), (Status.COMPLETED, 1, "2")]
            service.terminate()
            assert service.wait(30) == 0
        finally:
            service.kill()
            service.wait()
