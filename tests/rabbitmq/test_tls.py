"""`amqps://` is encrypted, and knows whom it talks to."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from carrot.exceptions import BrokerUnavailable
from tests.contracts.carriers import ids, received
from tests.servers import RabbitMQ

pytestmark = pytest.mark.rabbitmq


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that only those trust who are told to, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    crt, key = folder / "localhost.crt", folder / "localhost.key"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(
        [*command.split(), *names, "-keyout", key, "-out", crt], check=True, capture_output=True
    )
    return crt, key


@pytest.fixture
def tls_port(rabbitmq: RabbitMQ, certificate: tuple[Path, Path]) -> Iterator[int]:
    """A port where RabbitMQ is to be reached through TLS only."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    with contextlib.ExitStack() as open_things, socket.create_server(("localhost", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    client = server.accept()[0]
                except OSError:
                    return
                threading.Thread(target=serve, args=[client], daemon=True).start()

        def serve(client: socket.socket) -> None:
            with contextlib.suppress(OSError), client:
                secure = open_things.enter_context(context.wrap_socket(client, server_side=True))
                plain = socket.create_connection(("127.0.0.1", rabbitmq.port))
                open_things.enter_context(plain)
                threading.Thread(target=copy, args=[plain, secure], daemon=True).start()
                copy(secure, plain)

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def test_messages_travel_through_tls(carrier_at, certificate, tls_port: int):
    carrier = carrier_at(f"amqps://guest:guest@localhost:{tls_port}/?cafile={certificate[0]}")
    queue = carrier.queue()
    published = [carrier.publish(queue) for _ in range(3)]
    consumer = carrier.consumer(queue)

    deliveries = received(consumer, 3)

    assert ids(deliveries) == published
    for delivery in deliveries:
        consumer.ack(delivery)
    consumer.close()
    assert carrier.broker.depth(queue).ready == 0


def test_a_certificate_that_nobody_vouches_for_is_refused(carrier_at, tls_port: int):
    carrier = carrier_at(f"amqps://guest:guest@localhost:{tls_port}/")
    with pytest.raises(BrokerUnavailable, match=r"TLS.*certificate"):
        carrier.publish(carrier.queue())


def test_a_certificate_of_another_host_is_refused(carrier_at, certificate, tls_port: int):
    query = f"cafile={certificate[0]}&server_hostname=rabbit.example"
    carrier = carrier_at(f"amqps://guest:guest@localhost:{tls_port}/?{query}")
    with pytest.raises(BrokerUnavailable, match=r"TLS.*rabbit\.example"):
        carrier.publish(carrier.queue())


def test_plain_amqp_to_a_tls_port_is_told(carrier_at, tls_port: int):
    carrier = carrier_at(f"amqp://guest:guest@localhost:{tls_port}/")
    with pytest.raises(BrokerUnavailable, match="does not speak AMQP"):
        carrier.publish(carrier.queue())
