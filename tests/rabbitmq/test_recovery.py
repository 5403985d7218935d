"""Consumers and publishers outlive what happens to RabbitMQ."""

from __future__ import annotations

import logging
import threading
import time

import pytest

from carrot.exceptions import BrokerUnavailable
from tests.contracts.carriers import Carrier, eventually, ids, nothing_comes, received, started
from tests.servers import RabbitMQ

pytestmark = pytest.mark.rabbitmq


def test_a_restart_loses_no_message_and_the_consumer_resumes(carrier: Carrier, rabbitmq: RabbitMQ):
    queue = carrier.queue()
    consumer = carrier.consumer(queue, prefetch=5)
    published = [carrier.publish(queue) for _ in range(20)]
    in_hand = received(consumer, 5)

    rabbitmq.stop_app()
    assert eventually(lambda: consumer.trouble != "")
    assert consumer.receive(1, 0.1) == []
    with pytest.raises(BrokerUnavailable):
        carrier.publish(queue)
    rabbitmq.start_app()

    # The acknowledgements of the lost connection are void, and harm nothing.
    for delivery in in_hand:
        consumer.ack(delivery)
    came = []
    while len(came) < 20:
        [delivery] = received(consumer, 1)
        consumer.ack(delivery)
        came.append(delivery)
    assert set(ids(came)) == set(published)
    assert consumer.trouble == ""
    assert nothing_comes(consumer)


def test_a_broker_that_is_killed_keeps_what_it_confirmed(carrier: Carrier, rabbitmq: RabbitMQ):
    queue = carrier.queue()
    published = [carrier.publish(queue) for _ in range(20)]
    rabbitmq.settle()
    rabbitmq.kill()
    rabbitmq.start()

    assert ids(received(carrier.consumer(queue, prefetch=20), 20)) == published


def test_an_outage_is_told_in_few_lines_and_its_end_in_one(
    carrier: Carrier, rabbitmq: RabbitMQ, caplog: pytest.LogCaptureFixture
):
    queue = carrier.queue()
    consumer = carrier.consumer(queue)
    assert eventually(lambda: consumer.trouble == "")
    began = time.monotonic()
    with caplog.at_level(logging.INFO):
        rabbitmq.stop_app()
        rabbitmq.start_app()
        assert eventually(lambda: consumer.trouble == "", seconds=40)

    lines = [record.getMessage() for record in caplog.records]
    # One line at once, then one in five seconds at most, however often it tried.
    most = 1 + (time.monotonic() - began) // 5
    assert 1 <= sum("trying again" in line for line in lines) <= most
    assert sum("Consuming from" in line for line in lines) == 1
    assert str(carrier.address) in lines[0]
    assert not any(record.name.startswith("pika") for record in caplog.records)


def test_a_consumer_may_start_before_its_broker(carrier: Carrier, rabbitmq: RabbitMQ):
    queue = carrier.queue()
    message_id = carrier.publish(queue)
    rabbitmq.stop_app()
    consumer = carrier.consumer(queue)
    assert eventually(lambda: "refused" in consumer.trouble)

    rabbitmq.start_app()

    assert ids(received(consumer, 1)) == [message_id]


def test_a_cut_connection_gives_its_messages_to_the_next(carrier: Carrier, rabbitmq: RabbitMQ):
    queue = carrier.queue()
    consumer = carrier.consumer(queue)
    message_id = carrier.publish(queue)
    received(consumer, 1)

    rabbitmq.ctl("close_all_connections", "cut by a test")

    [again] = received(consumer, 1)
    assert again.message_id == message_id
    assert again.redelivered
    carrier.publish(queue)


def test_what_a_cut_connection_brought_and_nobody_took_comes_once(
    carrier: Carrier, rabbitmq: RabbitMQ
):
    queue = carrier.queue()
    published = [carrier.publish(queue) for _ in range(4)]
    consumer = carrier.consumer(queue, prefetch=4)
    [first] = received(consumer, 1)
    rabbitmq.ctl("close_all_connections", "cut by a test")
    assert eventually(lambda: consumer.trouble != "")
    consumer.ack(first)

    again = received(consumer, 4)

    assert ids(again) == published
    for delivery in again:
        consumer.ack(delivery)
    assert nothing_comes(consumer)
    assert carrier.broker.depth(queue).ready == 0


def test_a_channel_closed_for_a_late_acknowledgement_is_replaced(
    carrier: Carrier, rabbitmq: RabbitMQ, caplog: pytest.LogCaptureFixture
):
    slow, other = carrier.queue("slow"), carrier.queue("other")
    # Both are read when a channel is opened.
    rabbitmq.ctl("eval", "application:set_env(rabbit, consumer_timeout, 2000).")
    rabbitmq.ctl("eval", "application:set_env(rabbit, channel_tick_interval, 500).")
    try:
        consumer = carrier.consumer(slow, other)
        first = carrier.publish(slow)
        [late] = received(consumer, 1)
        assert late.message_id == first
        [again] = received(consumer, 1)
        consumer.ack(late)
        consumer.ack(again)
    finally:
        rabbitmq.ctl("eval", "application:set_env(rabbit, consumer_timeout, 1800000).")
        rabbitmq.ctl("eval", "application:set_env(rabbit, channel_tick_interval, 60000).")

    assert again.message_id == first
    warnings = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    assert len(warnings) == 1
    assert slow.name in warnings[0]
    assert "timed out" in warnings[0] or "timeout" in warnings[0]
    published = {carrier.publish(slow), carrier.publish(other)}
    assert set(ids(received(consumer, 2))) == published


def test_a_deleted_queue_is_made_again_by_its_consumer(carrier: Carrier, raw):
    gone, other = carrier.queue("gone"), carrier.queue("other")
    consumer = carrier.consumer(gone, other)
    assert eventually(lambda: consumer.trouble == "")

    raw.queue_delete(gone.name)

    assert eventually(lambda: carrier.broker.depth(gone) is not None)
    published = {carrier.publish(gone), carrier.publish(other)}
    assert set(ids(received(consumer, 2))) == published


def test_a_queue_that_may_not_be_used_does_not_hold_up_the_others(carrier: Carrier, raw):
    # An exclusive queue of another connection: 405 RESOURCE_LOCKED.
    locked, free = carrier.queue("locked"), carrier.queue("free")
    raw.queue_declare(locked.name, exclusive=True)

    consumer = carrier.consumer(locked, free)
    message_id = carrier.publish(free)

    assert ids(received(consumer, 1)) == [message_id]
    assert locked.name in consumer.trouble
    assert "RESOURCE_LOCKED" in consumer.trouble


def test_an_idle_connection_that_was_dropped_is_replaced_unseen(carrier_at, rabbitmq: RabbitMQ):
    carrier = carrier_at(f"{rabbitmq.url}?heartbeat=1")
    queue = carrier.queue()
    first = carrier.publish(queue)
    assert carrier.broker.depth(queue) is not None
    assert "carrot publisher" in rabbitmq.ctl("list_connections", "client_properties")

    # Nobody answers heartbeats here, so RabbitMQ drops the connections.
    def dropped() -> bool:
        return "carrot" not in rabbitmq.ctl("list_connections", "client_properties")

    assert eventually(dropped, seconds=30)
    second = carrier.publish(queue)

    depth = carrier.broker.depth(queue)
    assert depth is not None
    assert depth.ready == 2
    assert ids(received(carrier.consumer(queue), 2)) == [first, second]


def test_a_connection_that_is_idled_lives(carrier_at, rabbitmq: RabbitMQ):
    carrier = carrier_at(f"{rabbitmq.url}?heartbeat=2")
    queue = carrier.queue()
    carrier.publish(queue)
    stopping = threading.Event()

    def idle() -> None:
        while not stopping.wait(0.1):
            carrier.broker.idle()

    idling = started(idle)
    # Unanswered heartbeats end a connection after three times two seconds.
    dropped_by = time.monotonic() + 8
    try:
        [before] = publishers(rabbitmq)
        assert eventually(lambda: time.monotonic() > dropped_by)
        [after] = publishers(rabbitmq)
    finally:
        stopping.set()
        idling.join(10)

    assert after == before


def publishers(rabbitmq: RabbitMQ) -> list[str]:
    listed = rabbitmq.ctl("list_connections", "pid", "client_properties").splitlines()
    return [line.split()[0] for line in listed if "carrot publisher" in line]
