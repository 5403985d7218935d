"""What pika is told of an address."""

from __future__ import annotations

import ssl

import pytest

from carrot.brokers.rabbitmq import parameters
from carrot.conf import BrokerAddress


def build(url: str, role="publisher"):
    return parameters.build(BrokerAddress.read(url, key="tests"), role=role)


def test_an_address_is_taken_over_decoded():
    built = build("amqp://ann:p%40ss%2F@h:5673/my%2Fhost")

    assert (built.host, built.port, built.virtual_host) == ("h", 5673, "my/host")
    assert (built.credentials.username, built.credentials.password) == ("ann", "p@ss/")
    assert built.ssl_options is None


@pytest.mark.parametrize("role", ["publisher", "errands", "consumer"])
def test_every_wait_has_an_end(role):
    built = build("amqp://h", role)

    assert built.blocked_connection_timeout
    assert built.socket_timeout
    assert built.stack_timeout
    assert built.heartbeat == 20
    assert built.connection_attempts == 1
    assert role in built.client_properties["connection_name"]


def test_who_waits_for_a_publisher_waits_less_than_a_consumer():
    assert build("amqp://h").socket_timeout == 2
    assert build("amqp://h", "consumer").socket_timeout == 5


def test_options_of_the_address_win():
    built = build("amqp://h/?heartbeat=3&socket_timeout=0.5&stack_timeout=7")

    assert (built.heartbeat, built.socket_timeout, built.stack_timeout) == (3, 0.5, 7)


def test_tls_verifies_certificate_and_host_name():
    built = build("amqps://h/?server_hostname=rabbit.example")

    assert built.port == 5671
    assert built.ssl_options.context.verify_mode == ssl.CERT_REQUIRED
    assert built.ssl_options.context.check_hostname
    assert built.ssl_options.server_hostname == "rabbit.example"


def test_a_certificate_that_cannot_be_read_is_an_error():
    with pytest.raises(OSError, match="No such file"):
        build("amqps://h/?cafile=/no/such/file")
