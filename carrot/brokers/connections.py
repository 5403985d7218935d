"""The brokers that this process talks to: one for each address, built on first use."""

from __future__ import annotations

import os
import threading

from carrot import conf
from carrot.brokers.base import Broker
from carrot.brokers.database import DatabaseBroker
from carrot.brokers.memory import MemoryBroker
from carrot.brokers.rabbitmq import RabbitBroker
from carrot.brokers.rabbitmq.consumer import consumers
from carrot.conf import BrokerAddress

_lock = threading.Lock()
_brokers: dict[BrokerAddress, Broker] = {}


def get(address: BrokerAddress) -> Broker:
    """The broker at that address, the same for every thread of this process."""
    with _lock:
        broker = _brokers.get(address)
        if broker is None:
            broker = _brokers[address] = _build(address)
        return broker


def for_queue(name: str) -> Broker:
    """The broker that carries the queue of that name."""
    return get(conf.get().queue(name).broker)


def close_all() -> None:
    """Disconnect from every broker. What is used after that connects again."""
    with _lock:
        brokers = list(_brokers.values())
    for broker in brokers:
        broker.close()


def _build(address: BrokerAddress) -> Broker:
    if address.scheme == "database":
        return DatabaseBroker()
    if address.scheme == "memory":
        return MemoryBroker()
    return RabbitBroker(address)


def _forget_inherited() -> None:
    # The parent goes on using its sockets: closing them here would speak on its connections.
    # Its threads do not exist here, so neither can the lock that one of them held be released.
    global _lock
    _lock = threading.Lock()
    for broker in _brokers.values():
        broker.forget()
    for consumer in list(consumers):
        consumer.forget()


os.register_at_fork(after_in_child=_forget_inherited)
