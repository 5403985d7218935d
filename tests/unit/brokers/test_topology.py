"""Which declarations settings become."""

from __future__ import annotations

import pytest

from carrot.brokers.rabbitmq import topology
from carrot.conf import BrokerAddress, QueueSettings

BROKER = BrokerAddress(scheme="amqp", host="h", port=5672, virtual_host="/")


def queue(arguments=None, **given) -> QueueSettings:
    return QueueSettings(name="q", broker=BROKER, queue_arguments=arguments or {}, **given)


@pytest.mark.parametrize(
    ("given", "declared", "highest"),
    [
        ({}, {"x-max-priority": 10}, 10),
        ({"x-max-priority": 3}, {"x-max-priority": 3}, 3),
        ({"x-max-priority": None}, {}, 0),
        ({"x-max-priority": 1000}, {"x-max-priority": 1000}, 255),
        ({"x-queue-type": "classic"}, {"x-queue-type": "classic", "x-max-priority": 10}, 10),
        ({"x-queue-type": "quorum"}, {"x-queue-type": "quorum"}, 31),
        ({"x-queue-type": "quorum", "x-max-priority": 5}, {"x-queue-type": "quorum"}, 31),
        ({"x-queue-type": None}, {"x-max-priority": 10}, 10),
        ({"x-message-ttl": 5}, {"x-max-priority": 10, "x-message-ttl": 5}, 10),
    ],
)
def test_queue_arguments(given, declared, highest):
    assert topology.queue(queue(given)).arguments == declared
    assert topology.highest_priority(queue(given)) == highest


@pytest.mark.parametrize(("wanted", "used"), [(-1, 0), (0, 0), (9, 9), (10, 10), (31, 10)])
def test_a_priority_stays_within_what_the_queue_knows(wanted, used):
    assert topology.priority(queue(), wanted) == used


def test_a_queue_is_durable_unless_it_says_otherwise():
    assert topology.queue(queue()).durable
    assert not topology.queue(queue(durable=False)).durable


def test_there_is_no_exchange_unless_it_is_asked_for():
    assert topology.exchange(queue()) is None


def test_what_is_no_keyword_of_an_exchange_is_an_argument_of_it():
    given = {"exchange_type": "topic", "durable": False, "alternate-exchange": "lost"}

    declared = topology.exchange(queue(exchange_arguments=given))

    assert declared == topology.ExchangeDeclaration(
        name="q", exchange_type="topic", durable=False, arguments={"alternate-exchange": "lost"}
    )


@pytest.mark.parametrize(
    ("reply", "difference"),
    [
        (
            "PRECONDITION_FAILED - inequivalent arg 'x-max-priority' for queue 'q' in vhost '/': "
            "received the value '10' of type 'signedint' but current is the value '255' of type "
            "'signedint'",
            "x-max-priority: it has '255', the settings say '10'",
        ),
        (
            "PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'q' in vhost '/': "
            "received 'true' but current is 'false'",
            "durable: it has 'false', the settings say 'true'",
        ),
        (
            "PRECONDITION_FAILED - inequivalent arg 'x-max-priority' for queue 'q' in vhost '/': "
            "received none but current is the value '255' of type 'signedint'",
            "x-max-priority: it has '255', the settings say none",
        ),
        ("PRECONDITION_FAILED - invalid arg 'x-max-priority' for queue 'q' in vhost '/'", ""),
    ],
)
def test_a_refused_declaration_says_what_differs(reply, difference):
    assert topology.difference(reply) == difference
