"""One connection to RabbitMQ that is opened when needed, kept, and replaced when it broke."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import pika
from pika import exceptions

from carrot.brokers.rabbitmq import parameters
from carrot.brokers.rabbitmq.declare import declare
from carrot.brokers.rabbitmq.faults import PIKA_ERRORS, unavailable
from carrot.conf import BrokerAddress, QueueSettings
from carrot.exceptions import BrokerError, BrokerUnavailable

if TYPE_CHECKING:
    from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection

T = TypeVar("T")
PATIENCE = 10.0

# pika reports each failed attempt in several ERROR lines with tracebacks; what matters is said
# once by our own logger. Who wants pika's reports gives the logger "pika" a level.
if logging.getLogger("pika").level == logging.NOTSET:
    logging.getLogger("pika").setLevel(logging.CRITICAL)

_disowned: list[object] = []


class Session:
    """An open connection with what is known of it: its confirming channel, declared queues."""

    def __init__(self, connection: BlockingConnection) -> None:
        self.connection = connection
        self._channel: BlockingChannel | None = None
        self._declared: set[str] = set()

    @property
    def channel(self) -> BlockingChannel:
        """A channel on which publishing waits for the broker's confirmation."""
        if self._channel is None or not self._channel.is_open:
            self._channel = self.connection.channel()
            self._channel.confirm_delivery()
        return self._channel

    def declare(self, queue: QueueSettings, *, again: bool = False) -> None:
        """See to it that the queue is there; asks RabbitMQ once, or `again`."""
        if again or queue.name not in self._declared:
            declare(self.connection, queue)
            self._declared.add(queue.name)


class Link:
    """Runs work on a connection, one piece at a time, from any thread.

    Work that meets a connection that died while it was idle is done again on a new one:
    pika learns of such a death only when the connection is used.
    """

    def __init__(self, address: BrokerAddress, role: parameters.Role) -> None:
        self._address = address
        self._role = role
        self._lock = threading.Lock()
        self._session: Session | None = None

    def use(self, work: Callable[[Session], T]) -> T:
        """What the work returns; `BrokerUnavailable` when there is no connection to do it on."""
        if not self._lock.acquire(timeout=PATIENCE):
            raise BrokerUnavailable(f"RabbitMQ at {self._address} is slow: others wait for it")
        try:
            return self._attempt(work)
        finally:
            self._lock.release()

    def _attempt(self, work: Callable[[Session], T]) -> T:
        kept = self._session is not None
        try:
            return self._do(work)
        except PIKA_ERRORS as error:
            if not kept or isinstance(error, exceptions.ConnectionBlockedTimeout):
                raise unavailable(self._address, error) from error
        try:
            return self._do(work)
        except PIKA_ERRORS as error:
            raise unavailable(self._address, error) from error

    def _do(self, work: Callable[[Session], T]) -> T:
        try:
            return work(self._open())
        except BrokerError:
            raise  # RabbitMQ's answer: the connection is good
        except PIKA_ERRORS:
            self._drop()
            raise
        except BaseException:
            # Interrupted in the middle, a channel would take the next answer for this one's.
            self.forget()
            raise

    def _open(self) -> Session:
        if self._session is None or not self._session.connection.is_open:
            self._session = None
            connection = pika.BlockingConnection(parameters.build(self._address, role=self._role))
            self._session = Session(connection)
        return self._session

    def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            disconnect(session.connection)

    def idle(self) -> None:
        """Answer heartbeats, if nobody is using the connection now."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            if self._session is not None:
                self._session.connection.process_data_events(0)
        except PIKA_ERRORS:
            self._drop()
        finally:
            self._lock.release()

    def close(self) -> None:
        if self._lock.acquire(timeout=PATIENCE):
            try:
                self._drop()
            finally:
                self._lock.release()

    def forget(self) -> None:
        """Start without a connection; not a word is said on the one that there was."""
        session, self._session = self._session, None
        if session is not None:
            disown(session.connection)

    def after_fork(self) -> None:
        """In a forked child the connection is the parent's, and so is who holds the lock."""
        self._lock = threading.Lock()
        self.forget()


def disconnect(connection: BlockingConnection) -> None:
    """Close, whatever state the connection is in."""
    with contextlib.suppress(*PIKA_ERRORS):
        if connection.is_open:
            connection.close()


def disown(connection: BlockingConnection) -> None:
    """Let go of a connection without a word on it: in a forked child it is the parent's.

    The object is kept: collecting it would take the parent's sockets out of the shared epoll.
    Only the descriptor of the socket is closed, or RabbitMQ would see the connection live on
    here after the parent has died.
    """
    _disowned.append(connection)
    transport = getattr(getattr(connection, "_impl", None), "_transport", None)
    sock = getattr(transport, "_sock", None)
    if sock is not None and sock.fileno() >= 0:
        os.close(sock.detach())
