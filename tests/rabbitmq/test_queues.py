"""Queues and exchanges that are there already, that are missing, or that refuse."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from uuid import uuid4

import pytest

from carrot import conf
from carrot.exceptions import BrokerUnavailable, MessageRefused, Unroutable
from carrot.messages import Message
from tests.contracts.carriers import Carrier, eventually, ids, received

pytestmark = pytest.mark.rabbitmq


def settings_for(settings, carrier: Carrier, name: str, **given) -> conf.QueueSettings:
    """The project's settings with one queue more."""
    queue = carrier.queue(name)
    settings.CARROT = {"queues": [{"name": queue.name, **given}]}
    return conf.get().queue(queue.name)


@pytest.mark.parametrize(
    ("existing", "named"),
    [
        ({"durable": True, "arguments": {"x-max-priority": 255}}, "x-max-priority"),
        ({"durable": True}, "x-max-priority"),
        ({"durable": False, "arguments": {"x-max-priority": 10}}, "durable"),
        ({"durable": True, "arguments": {"x-queue-type": "quorum"}}, "x-queue-type"),
    ],
)
def test_a_queue_with_other_arguments_is_used_as_it_is_with_one_warning(
    carrier: Carrier, raw, caplog, existing, named
):
    queue = carrier.queue()
    raw.queue_declare(queue.name, **existing)

    published = [carrier.publish(queue), carrier.publish(queue)]
    consumer = carrier.consumer(queue)

    assert ids(received(consumer, 2)) == published
    warnings = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    assert len(warnings) == 1
    assert named in warnings[0]
    assert queue.name in warnings[0]


def test_a_new_queue_is_durable_with_ten_priorities(carrier: Carrier, rabbitmq):
    queue = carrier.queue()
    carrier.publish(queue)

    listed = rabbitmq.ctl("list_queues", "name", "durable", "arguments").splitlines()
    [line] = [each for each in listed if each.startswith(queue.name)]
    assert "true" in line
    assert '"x-max-priority"' in line
    assert ",10}" in line


def test_a_quorum_queue_is_declared_without_priorities(carrier: Carrier, rabbitmq, settings):
    queue = settings_for(settings, carrier, "q", queue_arguments={"x-queue-type": "quorum"})

    message_id = carrier.publish(queue, priority=31)

    assert ids(received(carrier.consumer(queue), 1)) == [message_id]
    assert f"{queue.name}\tquorum" in rabbitmq.ctl("list_queues", "name", "type")


@pytest.fixture
def user_url(rabbitmq) -> Iterator[str]:
    """A user who may use every queue and make none."""
    rabbitmq.ctl("add_user", "app", "secret")
    rabbitmq.ctl("set_permissions", "app", "^$", ".*", ".*")
    yield rabbitmq.url.replace("guest:guest", "app:secret")
    rabbitmq.ctl("delete_user", "app")


def test_a_user_who_may_make_no_queues_uses_those_that_are_there(carrier_at, raw, user_url):
    carrier = carrier_at(user_url)
    queue = carrier.queue()
    with pytest.raises(BrokerUnavailable, match="ACCESS_REFUSED"):
        carrier.publish(queue)
    raw.queue_declare(queue.name, durable=True)

    message_id = carrier.publish(queue)

    assert ids(received(carrier.consumer(queue), 1)) == [message_id]


def test_a_deleted_queue_is_made_again_by_the_publisher(carrier: Carrier, raw):
    queue = carrier.queue()
    carrier.publish(queue)
    raw.queue_delete(queue.name)

    message_id = carrier.publish(queue)

    assert ids(received(carrier.consumer(queue), 1)) == [message_id]


def test_a_missing_exchange_is_unroutable_and_publishing_goes_on(carrier: Carrier):
    queue = carrier.queue()
    message = Message(id=uuid4(), task="tests.echo", queue=queue.name, exchange="no such")

    with pytest.raises(Unroutable, match="'no such'"):
        carrier.broker.publish(message)

    message_id = carrier.publish(queue)
    assert ids(received(carrier.consumer(queue), 1)) == [message_id]


def test_an_exchange_without_a_queue_behind_it_is_unroutable(carrier: Carrier):
    queue = carrier.queue()
    message = Message(id=uuid4(), task="tests.echo", queue=queue.name, exchange="amq.direct")

    with pytest.raises(Unroutable, match=r"amq\.direct"):
        carrier.broker.publish(message)


def test_a_queue_may_have_an_exchange_of_its_name(carrier: Carrier, settings):
    queue = settings_for(settings, carrier, "own", exchange_arguments={"exchange_type": "direct"})
    message = Message(id=uuid4(), task="tests.echo", queue=queue.name, exchange=queue.name)

    carrier.broker.publish(message)

    assert ids(received(carrier.consumer(queue), 1)) == [message.id]


def test_a_routing_key_names_the_queue_of_the_default_exchange(carrier: Carrier):
    queue, other = carrier.queue(), carrier.queue("other")
    message = Message(id=uuid4(), task="t", queue=queue.name, routing_key=other.name)

    carrier.broker.publish(message)

    assert ids(received(carrier.consumer(other), 1)) == [message.id]


def test_a_full_queue_may_take_the_message_later(carrier: Carrier, settings):
    arguments = {"x-max-length": 1, "x-overflow": "reject-publish"}
    queue = settings_for(settings, carrier, "full", queue_arguments=arguments)
    carrier.publish(queue)

    with pytest.raises(BrokerUnavailable, match="full"):
        carrier.publish(queue)


def test_a_message_without_a_form_on_the_wire_is_refused(carrier: Carrier):
    queue = carrier.queue()
    for wrong in (
        Message(id=uuid4(), task="t", queue=queue.name, arguments={"x": float("nan")}),
        Message(id=uuid4(), task="t", queue=queue.name, arguments={"x": object()}),
        Message(id=uuid4(), task="t", queue=queue.name, routing_key="k" * 256),
        Message(id=uuid4(), task="t", queue=queue.name, routing_key="\ud800"),
        Message(id=uuid4(), task="\ud800", queue=queue.name),
        Message(id=uuid4(), task="t", queue=queue.name, headers={"x": "\ud800"}),
    ):
        with pytest.raises(MessageRefused):
            carrier.broker.publish(wrong)

    message_id = carrier.publish(queue)
    assert ids(received(carrier.consumer(queue), 1)) == [message_id]


def test_an_interrupted_publish_does_not_spoil_the_next(carrier: Carrier, rabbitmq):
    queue = carrier.queue()
    carrier.publish(queue)
    os.kill(rabbitmq.pid("node"), signal.SIGSTOP)
    try:
        # The signal comes while the confirmation is waited for.
        previous = signal.signal(signal.SIGALRM, _interrupt)
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(KeyboardInterrupt):
            carrier.publish(queue)
    finally:
        signal.signal(signal.SIGALRM, previous)
        os.kill(rabbitmq.pid("node"), signal.SIGCONT)

    with pytest.raises(Unroutable):
        carrier.broker.publish(Message(id=uuid4(), task="t", exchange="no such"))
    last = carrier.publish(queue)
    consumer = carrier.consumer(queue)
    # The interrupted one may be there or not.
    assert eventually(lambda: last in ids(consumer.receive(5, 0.2)))


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_lone_surrogate_travels(carrier: Carrier):
    queue = carrier.queue()
    message = Message(id=uuid4(), task="t", queue=queue.name, arguments={"x": "\ud800"})

    carrier.broker.publish(message)

    assert ids(received(carrier.consumer(queue), 1)) == [message.id]
