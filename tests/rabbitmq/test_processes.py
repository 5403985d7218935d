"""Forked children and threads never speak on each other's connection."""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable

import pytest

from tests.contracts.carriers import Carrier, eventually, ids, nothing_comes, received
from tests.servers import RabbitMQ

pytestmark = [
    pytest.mark.rabbitmq,
    # What Python 3.12 warns of is what these tests are about.
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]


def in_child(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def ended_well(children: list[int]) -> bool:
    return all(os.waitpid(child, 0)[1] == 0 for child in children)


def test_children_and_their_parent_publish_side_by_side(carrier: Carrier):
    queue = carrier.queue()
    carrier.publish(queue)
    assert carrier.broker.depth(queue) is not None

    def work() -> None:
        def publish() -> None:
            for _ in range(20):
                carrier.publish(queue)

        threads = [threading.Thread(target=publish) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    children = [in_child(work) for _ in range(3)]
    for _ in range(20):
        carrier.publish(queue)
    assert ended_well(children)

    assert len(set(ids(received(carrier.consumer(queue, prefetch=201), 201)))) == 201


def test_a_child_forked_in_the_middle_of_a_publish_publishes(carrier: Carrier):
    queue = carrier.queue()
    carrier.publish(queue)
    stop = threading.Event()
    published = [1]

    def publish() -> None:
        while not stop.is_set():
            carrier.publish(queue)
            published.append(1)

    busy = threading.Thread(target=publish)
    busy.start()
    children = [in_child(lambda: carrier.publish(queue) and None) for _ in range(5)]
    assert ended_well(children)
    stop.set()
    busy.join(10)

    depth = carrier.broker.depth(queue)
    assert depth is not None
    assert depth.ready == len(published) + 5


def test_a_child_leaves_the_consumer_of_its_parent_alone(carrier: Carrier):
    queue = carrier.queue()
    consumer = carrier.consumer(queue)
    first = carrier.publish(queue)
    [delivery] = received(consumer, 1)

    children = [in_child(consumer.close) for _ in range(3)]
    assert ended_well(children)

    assert delivery.message_id == first
    consumer.ack(delivery)
    second = carrier.publish(queue)
    assert ids(received(consumer, 1)) == [second]
    consumer.close()
    again = carrier.consumer(queue)
    assert ids(received(again, 1)) == [second]
    assert nothing_comes(again)


def test_a_child_does_not_keep_the_connections_of_a_dead_parent_open(
    carrier: Carrier, rabbitmq: RabbitMQ
):
    """Or what a killed worker had in hand would come again only after a minute."""
    queue = carrier.queue()
    message_id = carrier.publish(queue)
    reading, writing = os.pipe()

    def parent() -> None:
        consumer = carrier.consumer(queue)
        received(consumer, 1)
        in_child(lambda: os.read(reading, 1) and None)
        os.kill(os.getpid(), 9)

    dead = in_child(parent)
    os.waitpid(dead, 0)
    try:
        assert ids(received(carrier.consumer(queue), 1)) == [message_id]
    finally:
        os.write(writing, b"x")
        os.close(writing)
        os.close(reading)


def test_a_closed_consumer_leaves_no_thread_and_no_connection(carrier: Carrier, rabbitmq: RabbitMQ):
    queue = carrier.queue()
    consumer = carrier.consumer(queue)
    carrier.publish(queue)
    received(consumer, 1)

    consumer.close()

    assert not any("carrot consumer" in thread.name for thread in threading.enumerate())
    assert eventually(
        lambda: "carrot consumer" not in rabbitmq.ctl("list_connections", "client_properties")
    )
