"""What every broker promises to those who receive."""

from __future__ import annotations

import time
from uuid import uuid4

from carrot.brokers.base import Delivery
from tests.contracts.carriers import Carrier, eventually, ids, nothing_comes, received, started


def test_a_published_message_is_delivered(carrier: Carrier):
    queue = carrier.queue()
    message_id = carrier.publish(queue)

    [delivery] = received(carrier.consumer(queue), 1)

    assert delivery.message_id == message_id
    assert delivery.task == "tests.echo"
    assert delivery.queue == queue.name
    assert delivery.fault == ""


def test_messages_of_one_priority_come_in_the_order_of_publishing(carrier: Carrier):
    queue = carrier.queue()
    published = [carrier.publish(queue) for _ in range(5)]

    assert ids(received(carrier.consumer(queue), 5)) == published


def test_a_higher_priority_comes_first(carrier: Carrier):
    queue = carrier.queue()
    low, high, middle = (carrier.publish(queue, priority=each) for each in (0, 9, 5))

    consumer = carrier.consumer(queue, prefetch=1)
    order = []
    for _ in range(3):
        [delivery] = received(consumer, 1)
        carrier.done(consumer, delivery)
        order.append(delivery.message_id)

    assert order == [high, middle, low]


def test_a_message_published_later_reaches_a_waiting_consumer_soon(carrier: Carrier):
    queue = carrier.queue()
    consumer = carrier.consumer(queue)
    first = carrier.publish(queue)
    [delivery] = received(consumer, 1)
    carrier.done(consumer, delivery)
    assert delivery.message_id == first
    took: list[float] = []

    def wait() -> None:
        began = time.monotonic()
        assert len(consumer.receive(1, 10)) == 1
        took.append(time.monotonic() - began)

    waiting = started(wait)
    carrier.publish(queue)
    waiting.join(15)

    assert took
    assert took[0] < 2


def test_receive_gives_up_after_its_timeout(carrier: Carrier):
    consumer = carrier.consumer(carrier.queue())
    began = time.monotonic()

    assert consumer.receive(1, 0.3) == []
    assert 0.25 < time.monotonic() - began < 2


def test_receive_returns_no_more_than_its_limit(carrier: Carrier):
    queue = carrier.queue()
    published = [carrier.publish(queue) for _ in range(5)]
    consumer = carrier.consumer(queue)
    assert eventually(lambda: carrier.broker.depth(queue) is not None)

    deliveries: list[Delivery] = []
    while len(deliveries) < 5:
        some = consumer.receive(2, 5)
        assert 1 <= len(some) <= 2
        deliveries += some

    assert ids(deliveries) == published


def test_no_more_than_prefetch_are_unacknowledged(carrier: Carrier):
    queue = carrier.queue()
    published = [carrier.publish(queue) for _ in range(5)]
    consumer = carrier.consumer(queue, prefetch=3)
    first = received(consumer, 3)

    assert nothing_comes(consumer)
    carrier.done(consumer, first[0])
    assert ids(received(consumer, 1)) == published[3:4]
    assert nothing_comes(consumer)


def test_prefetch_holds_for_all_queues_of_a_consumer_together(carrier: Carrier):
    one, two = carrier.queue("one"), carrier.queue("two")
    for queue in (one, one, two, two):
        carrier.publish(queue)
    consumer = carrier.consumer(one, two, prefetch=3)
    received(consumer, 3)

    assert nothing_comes(consumer)


def test_an_unacknowledged_message_is_delivered_again(carrier: Carrier):
    queue = carrier.queue()
    message_id = carrier.publish(queue)
    consumer = carrier.consumer(queue)
    received(consumer, 1)

    consumer.close()

    assert ids(received(carrier.consumer(queue), 1)) == [message_id]


def test_an_acknowledged_message_is_not_delivered_again(carrier: Carrier):
    queue = carrier.queue()
    done, open_ = carrier.publish(queue), carrier.publish(queue)
    consumer = carrier.consumer(queue)
    first, second = received(consumer, 2)
    carrier.done(consumer, first)
    assert first.message_id == done
    assert second.message_id == open_

    consumer.close()
    again = carrier.consumer(queue)

    assert ids(received(again, 1)) == [open_]
    assert nothing_comes(again)


def test_a_message_that_is_given_back_is_delivered_again(carrier: Carrier):
    queue = carrier.queue()
    message_id = carrier.publish(queue)
    consumer = carrier.consumer(queue, prefetch=1)
    [delivery] = received(consumer, 1)

    consumer.give_back(delivery)

    [again] = received(consumer, 1)
    assert again.message_id == message_id
    carrier.done(consumer, again)
    assert nothing_comes(consumer)


def test_any_thread_may_acknowledge(carrier: Carrier):
    queue = carrier.queue()
    for _ in range(4):
        carrier.publish(queue)
    consumer = carrier.consumer(queue, prefetch=4)
    deliveries = received(consumer, 4)

    threads = [started(consumer.ack, each) for each in deliveries[:3]]
    threads.append(started(consumer.give_back, deliveries[3]))
    for thread in threads:
        thread.join(10)

    [again] = received(consumer, 1)
    assert again.message_id == deliveries[3].message_id
    assert nothing_comes(consumer)


def test_what_is_acknowledged_twice_or_too_late_harms_nobody(carrier: Carrier):
    queue = carrier.queue()
    carrier.publish(queue)
    consumer = carrier.consumer(queue)
    [delivery] = received(consumer, 1)
    carrier.done(consumer, delivery)
    consumer.ack(delivery)
    consumer.give_back(delivery)
    consumer.ack(Delivery(message_id=uuid4(), queue=queue.name, tag="of nobody"))

    message_id = carrier.publish(queue)
    [delivery] = received(consumer, 1)
    assert delivery.message_id == message_id
    consumer.close()
    consumer.ack(delivery)
    consumer.give_back(delivery)

    assert ids(received(carrier.consumer(queue), 1)) == [message_id]


def test_one_consumer_receives_from_several_queues_and_from_no_other(carrier: Carrier):
    one, two, other = carrier.queue("one"), carrier.queue("two"), carrier.queue("other")
    published = {carrier.publish(one): one.name, carrier.publish(two): two.name}
    carrier.publish(other)

    consumer = carrier.consumer(one, two)

    deliveries = received(consumer, 2)
    assert {each.message_id: each.queue for each in deliveries} == published
    assert nothing_comes(consumer)


def test_two_consumers_share_a_queue_and_nothing_comes_twice(carrier: Carrier):
    queue = carrier.queue()
    published = [carrier.publish(queue) for _ in range(10)]
    one, two = carrier.consumer(queue, prefetch=5), carrier.consumer(queue, prefetch=5)

    deliveries = received(one, 5) + received(two, 5)

    assert sorted(map(str, ids(deliveries))) == sorted(map(str, published))


def test_a_stopped_consumer_takes_no_more_but_acknowledges(carrier: Carrier):
    queue = carrier.queue()
    done, back, untouched = (carrier.publish(queue) for _ in range(3))
    consumer = carrier.consumer(queue)
    first, second = received(consumer, 2)

    consumer.stop()

    assert consumer.receive(10, 0.3) == []
    carrier.done(consumer, first)
    consumer.give_back(second)
    successor = carrier.consumer(queue)
    assert set(ids(received(successor, 2))) == {back, untouched}
    consumer.close()
    assert nothing_comes(successor)
    assert first.message_id == done


def test_stop_wakes_who_waits(carrier: Carrier):
    consumer = carrier.consumer(carrier.queue())
    got: list[list[Delivery]] = []
    waiting = started(lambda: got.append(consumer.receive(1, 60)))

    consumer.stop()
    waiting.join(5)

    assert got == [[]]


def test_closing_twice_is_closing(carrier: Carrier):
    consumer = carrier.consumer(carrier.queue())
    consumer.close()
    consumer.close()

    assert consumer.receive(1, 0) == []
