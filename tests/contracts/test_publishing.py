"""What every broker promises to those who publish and to those who look after it."""

from __future__ import annotations

from tests.contracts.carriers import Carrier, eventually, ids, nothing_comes, received, started


def ready(carrier: Carrier, queue) -> int:
    depth = carrier.broker.depth(queue)
    return depth.ready if depth else 0


def test_what_is_published_before_there_is_a_consumer_waits(carrier: Carrier):
    queue = carrier.queue()
    published = [carrier.publish(queue) for _ in range(3)]

    assert eventually(lambda: ready(carrier, queue) == 3)
    assert ids(received(carrier.consumer(queue), 3)) == published


def test_depth_counts_what_waits_and_not_what_is_being_worked_on(carrier: Carrier):
    queue = carrier.queue()
    for _ in range(3):
        carrier.publish(queue)
    consumer = carrier.consumer(queue, prefetch=1)
    received(consumer, 1)

    assert eventually(lambda: ready(carrier, queue) == 2)


def test_a_queue_that_nobody_made_holds_nothing(carrier: Carrier):
    assert ready(carrier, carrier.queue("unknown")) == 0


def test_purging_throws_away_what_waits_and_says_how_many(carrier: Carrier):
    queue, other = carrier.queue(), carrier.queue("other")
    for _ in range(3):
        carrier.publish(queue)
    kept = carrier.publish(other)
    assert eventually(lambda: ready(carrier, queue) == 3)

    assert carrier.broker.purge(queue) == 3

    assert ready(carrier, queue) == 0
    consumer = carrier.consumer(queue, other)
    assert ids(received(consumer, 1)) == [kept]
    assert nothing_comes(consumer)


def test_purging_a_queue_that_nobody_made_throws_away_nothing(carrier: Carrier):
    assert carrier.broker.purge(carrier.queue("unknown")) == 0


def test_a_broker_that_was_closed_connects_again(carrier: Carrier):
    queue = carrier.queue()
    first = carrier.publish(queue)
    carrier.broker.close()
    second = carrier.publish(queue)
    carrier.broker.idle()

    assert ids(received(carrier.consumer(queue), 2)) == [first, second]


def test_threads_publish_side_by_side(carrier: Carrier):
    queue = carrier.queue()
    published: list[object] = []

    def publish() -> None:
        for _ in range(10):
            published.append(carrier.publish(queue))

    threads = [started(publish) for _ in range(4)]
    for thread in threads:
        thread.join(30)

    consumer = carrier.consumer(queue, prefetch=40)
    assert set(ids(received(consumer, 40))) == set(published)
    assert len(published) == 40
    assert nothing_comes(consumer)
