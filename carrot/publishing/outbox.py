"""From the ledger to the brokers: what this process has for it, and how it ends."""

from __future__ import annotations

import atexit
import os
import threading
import time
from typing import Any

from carrot import conf
from carrot.brokers import connections
from carrot.conf import BrokerAddress
from carrot.models import MessageLog
from carrot.publishing.desk import Desk
from carrot.publishing.publisher import Outgoing, Publisher
from carrot.publishing.settling import Settler

FAREWELL = 2.0
"""Seconds that a process which ends spends on sending and noting; the relay does the rest."""

_lock = threading.Lock()
_publishers: dict[BrokerAddress, Publisher] = {}
_settler = Settler()


def send(row: MessageLog) -> None:
    """Hand a committed row to its broker, and wait for the confirmation as settings allow.

    Does not raise when the broker fails: the row waits for the relay then.
    """
    settings = conf.get()
    address = settings.queue(row.queue).broker
    broker = connections.get(address)
    if broker.is_ledger:
        broker.publish(row.message())
    else:
        publisher(address).send(Outgoing.of(row), timeout=settings.publish_timeout)


def publisher(address: BrokerAddress) -> Publisher:
    """This process's publisher for the broker at that address."""
    with _lock:
        known = _publishers.get(address)
        if known is None:
            known = Publisher(str(address), connections.get(address), _settler.settle)
            _publishers[address] = known
        return known


def flush(timeout: float) -> bool:
    """Wait until all that was handed over is sent and noted; False when it was not in time."""
    deadline = time.monotonic() + timeout
    with _lock:
        desks: list[Desk[Any]] = [*_publishers.values(), _settler]
    return all([desk.flush(_left(deadline)) for desk in desks])  # noqa: C419 - not only the first


def stop(timeout: float = FAREWELL) -> bool:
    """Send and note what was handed over, and disconnect; what is published later starts anew."""
    global _settler
    deadline = time.monotonic() + timeout
    with _lock:
        desks: list[Desk[Any]] = [*_publishers.values(), _settler]
        _publishers.clear()
        _settler = Settler()
    return all([desk.stop(_left(deadline)) for desk in desks])  # noqa: C419 - not only the first


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())


def _forget_inherited() -> None:
    # Of the parent's threads none exists in a forked child, and its locks may be held for ever.
    global _lock, _settler
    _lock = threading.Lock()
    _settler = Settler()
    _publishers.clear()


os.register_at_fork(after_in_child=_forget_inherited)
atexit.register(stop)
