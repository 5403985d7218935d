"""The thread that publishes to one broker, with a broker that fails on demand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from carrot.exceptions import BrokerError, BrokerUnavailable, MessageRefused, Unroutable
from carrot.messages import Message
from carrot.publishing import publisher as module
from carrot.publishing.publisher import Outgoing, Publisher
from tests.fickle import FickleBroker


class Workshop:
    def __init__(self) -> None:
        self.broker = FickleBroker()
        self.settled: list[tuple[Outgoing, BrokerError | None]] = []
        self.publisher = Publisher("memory://", self.broker, self._settle)

    def _settle(self, outgoing: Outgoing, error: BrokerError | None) -> None:
        self.settled.append((outgoing, error))


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(module, "LONGEST_PAUSE", 0.2)
    shop = Workshop()
    yield shop
    shop.broker.open.set()
    assert shop.publisher.stop(5)


def outgoing() -> Outgoing:
    return Outgoing(message=Message(id=uuid4(), task="shop.refund"))


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < deadline, "it did not come true within 5 s"
        time.sleep(0.005)


def test_a_confirmed_message_is_settled_before_its_sender_knows(workshop):
    sent = outgoing()

    workshop.publisher.hand_over(sent).result(5)

    assert workshop.settled == [(sent, None)]


def test_messages_of_many_threads_are_published_by_one(workshop):
    messages = [outgoing() for _ in range(40)]

    def publish(some: list[Outgoing]) -> None:
        for each in some:
            workshop.publisher.send(each, timeout=5)

    threads = [threading.Thread(target=publish, args=(messages[n::8],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {each.message.id for each, _ in workshop.settled} == {m.message.id for m in messages}
    assert len(workshop.broker.threads) == 1


@pytest.mark.parametrize("error", [Unroutable("no queue"), MessageRefused("too large")])
def test_a_message_that_cannot_be_sent_is_settled_with_the_reason(workshop, error):
    workshop.broker.error = error
    bad, good = outgoing(), outgoing()

    with pytest.raises(type(error)):
        workshop.publisher.hand_over(bad).result(5)

    assert workshop.settled == [(bad, error)]
    workshop.broker.error = None
    workshop.publisher.hand_over(good).result(5)
    assert workshop.settled[1:] == [(good, None)]


def test_what_the_broker_did_not_take_is_not_settled(workshop):
    workshop.broker.error = BrokerUnavailable("gone")

    with pytest.raises(BrokerUnavailable):
        workshop.publisher.hand_over(outgoing()).result(5)

    assert workshop.settled == []


def test_an_error_that_no_broker_should_raise_does_not_end_the_thread(workshop):
    workshop.broker.error = RuntimeError("a bug")
    with pytest.raises(BrokerUnavailable, match="a bug"):
        workshop.publisher.hand_over(outgoing()).result(5)

    workshop.broker.error = None
    until(lambda: not workshop.publisher.down)
    workshop.publisher.hand_over(outgoing()).result(5)


def test_nobody_waits_while_the_broker_is_known_to_be_down(workshop):
    workshop.broker.error = BrokerUnavailable("gone")
    workshop.publisher.send(outgoing(), timeout=5)
    assert workshop.publisher.down
    tried = len(workshop.broker.tried)

    began = time.monotonic()
    for _ in range(1000):
        workshop.publisher.send(outgoing(), timeout=5)

    assert time.monotonic() - began < 5
    assert len(workshop.broker.tried) - tried < 100


def test_it_goes_on_when_the_broker_is_back(workshop):
    workshop.broker.error = BrokerUnavailable("gone")
    for _ in range(3):
        workshop.publisher.send(outgoing(), timeout=5)
        until(lambda: not workshop.publisher.down)

    workshop.broker.error = None
    sent = outgoing()
    workshop.publisher.send(sent, timeout=5)

    assert workshop.settled == [(sent, None)]


def test_a_broker_that_hangs_costs_the_first_sender_the_limit_and_the_next_ones_nothing(workshop):
    workshop.broker.open.clear()

    began = time.monotonic()
    workshop.publisher.send(outgoing(), timeout=0.2)
    first = time.monotonic() - began
    for _ in range(50):
        workshop.publisher.send(outgoing(), timeout=0.2)

    assert 0.2 <= first < 2
    assert time.monotonic() - began < 5  # and not fifty times the limit
    workshop.broker.open.set()
    until(lambda: len(workshop.settled) == 51)


def test_a_broker_that_hangs_does_not_pile_up_messages_without_end(workshop):
    workshop.broker.open.clear()
    workshop.publisher.send(outgoing(), timeout=0.05)

    taken = [workshop.publisher.hand_over(outgoing()) for _ in range(1200)]

    assert sum(each is not None for each in taken) <= module.MOST_WAITING
    assert taken[-1] is None


def test_an_idle_publisher_keeps_its_connection_alive(workshop):
    workshop.publisher.hand_over(outgoing()).result(5)

    until(lambda: workshop.broker.idled)


def test_a_publisher_that_ends_sends_what_it_took_on_and_disconnects(workshop):
    workshop.broker.open.clear()
    messages = [outgoing() for _ in range(20)]
    for each in messages:
        workshop.publisher.hand_over(each)
    workshop.broker.open.set()

    assert workshop.publisher.stop(5)

    assert [each for each, _ in workshop.settled] == messages
    assert workshop.broker.closed == 1
    assert workshop.publisher.hand_over(outgoing()) is None


def test_the_end_of_a_publisher_does_not_wait_for_a_broker_that_hangs(workshop):
    workshop.broker.open.clear()
    workshop.publisher.hand_over(outgoing())

    began = time.monotonic()
    assert not workshop.publisher.stop(0.1)

    assert time.monotonic() - began < 2
