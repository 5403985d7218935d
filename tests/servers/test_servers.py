"""The private servers keep what they promise to the tests that stand on them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pika
import psycopg
import pytest

from tests.servers import PostgreSQL, RabbitMQ, ServerMissing
from tests.servers.process import program

ROOT = Path(__file__).parents[2]


def poll(condition: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def command_lines() -> list[str]:
    """What runs on this machine, as the system tells it."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(process.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return found


def mentions(text: str) -> bool:
    return any(text in line for line in command_lines())


@pytest.fixture
def queue(rabbitmq: RabbitMQ) -> str:
    """A durable queue that holds one persistent message."""
    name = "tests.servers"
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.queue_delete(name)
        channel.queue_declare(name, durable=True)
        properties = pika.BasicProperties(delivery_mode=2)
        channel.basic_publish("", name, b"kept", properties, mandatory=True)
    return name


def taken(url: str, queue: str) -> bytes | None:
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        _, _, body = connection.channel().basic_get(queue, auto_ack=True)
    return body


def test_the_broker_keeps_a_persistent_message_over_stop_app_and_start_app(rabbitmq, queue):
    rabbitmq.stop_app()
    assert not rabbitmq.answers()
    rabbitmq.start_app()

    assert taken(rabbitmq.url, queue) == b"kept"


def test_the_broker_comes_back_from_a_kill_on_the_same_port(rabbitmq, queue):
    port = rabbitmq.port
    rabbitmq.settle()
    rabbitmq.kill()
    assert not rabbitmq.answers()
    rabbitmq.start()

    assert rabbitmq.port == port
    assert taken(rabbitmq.url, queue) == b"kept"


def test_a_virtual_host_of_a_test_is_its_own(rabbitmq, queue):
    url = rabbitmq.add_vhost("mine")
    try:
        with pika.BlockingConnection(pika.URLParameters(url)) as connection:
            channel = connection.channel()
            with pytest.raises(pika.exceptions.ChannelClosedByBroker, match="NOT_FOUND"):
                channel.queue_declare(queue, passive=True)
    finally:
        rabbitmq.delete_vhost("mine")


def test_the_database_keeps_what_was_committed_over_a_crash(postgresql):
    with psycopg.connect(postgresql.dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
    postgresql.restart()

    with psycopg.connect(postgresql.dsn, autocommit=True) as connection:
        row = connection.execute("SELECT number FROM kept").fetchone()
        connection.execute("DROP TABLE kept")
    assert row == (1,)


@pytest.mark.parametrize("kind", [PostgreSQL, RabbitMQ])
def test_a_closed_server_leaves_neither_process_nor_folder(kind):
    with kind() as server:
        folder = server.folder
        assert mentions(str(folder))

    assert not folder.exists()
    assert not mentions(str(folder))
    server.close()


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("RabbitMQ", signal.SIGKILL),
        ("PostgreSQL", signal.SIGKILL),
        ("PostgreSQL", signal.SIGTERM),
        ("PostgreSQL", signal.SIGINT),
    ],
)
def test_a_server_does_not_outlive_its_owner(kind, number):
    script = (
        f"import sys; from tests.servers import {kind}; server = {kind}(); server.start();"
        "print(server.folder, flush=True); sys.stdin.read()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    folder = Path(owner.stdout.readline().decode().strip())
    assert folder.is_dir()

    owner.send_signal(number)
    owner.communicate(timeout=30)

    assert poll(lambda: not folder.exists())
    assert poll(lambda: not mentions(str(folder)))


def test_a_forked_child_does_not_stop_the_server_of_its_parent(postgresql):
    child = os.fork()
    if not child:
        postgresql.close()
        os._exit(0)
    os.waitpid(child, 0)

    assert postgresql.answers()


def test_a_missing_program_is_named_with_the_remedy():
    with pytest.raises(ServerMissing, match=r"no-such-server is not installed; scripts/test"):
        program("no-such-server")


def test_a_command_gets_the_database_and_gives_its_exit_status():
    told = "import os, sys; print(os.environ['CARROT_TEST_POSTGRESQL_PORT']); sys.exit(3)"
    command = [sys.executable, "-m", "tests.servers", "--postgresql", "--"]
    done = subprocess.run(
        [*command, sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 3
    assert int(done.stdout) > 0
