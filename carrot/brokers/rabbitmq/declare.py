"""Declares queues; adopts those that are there with other arguments."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pika import exceptions

from carrot.brokers.rabbitmq import topology
from carrot.conf import QueueSettings

if TYPE_CHECKING:
    from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection

logger = logging.getLogger("carrot")

ACCESS_REFUSED = 403
_told: set[tuple[str, str]] = set()


def declare(connection: BlockingConnection, queue: QueueSettings) -> None:
    """See to it that the queue is there.

    One that is there with other arguments is used as it is, with one warning for each
    difference: deleting it would lose what waits in it. So is one that this user may use but
    not make. Raises pika's errors.
    """
    wanted = topology.queue(queue)
    # A channel of its own: a refusal closes the channel that asked.
    channel = connection.channel()
    try:
        channel.queue_declare(wanted.name, durable=wanted.durable, arguments=dict(wanted.arguments))
    except exceptions.ChannelClosedByBroker as error:
        _accept(queue, "", error)
        channel = connection.channel()
        try:
            channel.queue_declare(queue.name, passive=True)
        except exceptions.ChannelClosedByBroker:
            # Not there: why it was not made says more.
            raise error from None
    exchange = topology.exchange(queue)
    if exchange is not None:
        channel = _bind(connection, channel, exchange, queue)
    channel.close()


def _accept(queue: QueueSettings, what: str, error: exceptions.ChannelClosedByBroker) -> None:
    """Go on after a refusal that leaves what is there usable; raise any other."""
    difference = topology.difference(error.reply_text)
    if difference:
        _tell(queue, what + difference)
    elif error.reply_code != ACCESS_REFUSED:
        raise error


def _bind(
    connection: BlockingConnection,
    channel: BlockingChannel,
    exchange: topology.ExchangeDeclaration,
    queue: QueueSettings,
) -> BlockingChannel:
    try:
        channel.exchange_declare(
            exchange.name,
            exchange_type=exchange.exchange_type,
            durable=exchange.durable,
            auto_delete=exchange.auto_delete,
            internal=exchange.internal,
            arguments=dict(exchange.arguments),
        )
    except exceptions.ChannelClosedByBroker as error:
        _accept(queue, "exchange's ", error)
        channel = connection.channel()
    channel.queue_bind(queue.name, exchange.name, routing_key=queue.name)
    return channel


def _tell(queue: QueueSettings, difference: str) -> None:
    # Once in a process: every connection declares the queue again.
    if (queue.name, difference) in _told:
        return
    _told.add((queue.name, difference))
    logger.warning(
        "Queue %r on %s was made with other arguments (%s). It is used as it is; to change it, "
        "empty and delete it in RabbitMQ, or make CARROT['queues'] say the same",
        queue.name,
        queue.broker,
        difference,
    )
