"""Hands one message to RabbitMQ, and knows afterwards that it has it."""

from __future__ import annotations

from functools import partial

import pika
from pika import exceptions

from carrot import conf
from carrot.brokers.rabbitmq import topology, wire
from carrot.brokers.rabbitmq.link import Link, Session
from carrot.conf import BrokerAddress, QueueSettings
from carrot.exceptions import BrokerUnavailable, MessageRefused, Unroutable
from carrot.messages import Message

NOT_FOUND, PRECONDITION_FAILED = 404, 406
LONGEST_NAME = 255


def publish(link: Link, address: BrokerAddress, message: Message) -> None:
    """Persistent, mandatory and confirmed. The queue is declared when it is missing."""
    key = message.routing_key or message.queue
    queue = conf.get().queue(key if not message.exchange else message.queue)
    try:
        longest = max(len(name.encode()) for name in (key, message.exchange, *message.headers))
        body, properties = wire.write(message, priority=topology.priority(queue, message.priority))
    except (TypeError, ValueError) as error:
        raise MessageRefused(f"{message.task} {message.id} has no form on the wire: {error}") from (
            error
        )
    if longest > LONGEST_NAME:
        raise MessageRefused(
            f"{message.task} {message.id} has a routing key, exchange or header name of {longest} "
            f"bytes; AMQP takes {LONGEST_NAME}"
        )
    link.use(partial(_send, address, message.exchange, key, queue, body, properties))


def _send(
    address: BrokerAddress,
    exchange: str,
    key: str,
    queue: QueueSettings,
    body: bytes,
    properties: pika.BasicProperties,
    session: Session,
) -> None:
    # Another exchange, and what is bound to it, is made by whoever runs the RabbitMQ.
    ours = exchange in ("", queue.name)
    try:
        if ours:
            session.declare(queue)
        try:
            session.channel.basic_publish(exchange, key, body, properties, mandatory=True)
        except exceptions.UnroutableError:
            if not ours:
                raise
            session.declare(queue, again=True)
            session.channel.basic_publish(exchange, key, body, properties, mandatory=True)
    except exceptions.UnroutableError as error:
        raise Unroutable(
            f"No queue at {address} takes routing key {key!r} of exchange {exchange!r}; "
            "bind one, or leave the exchange empty"
        ) from error
    except exceptions.NackError as error:
        raise BrokerUnavailable(
            f"RabbitMQ at {address} does not take the message: {queue.name!r} is full or broken"
        ) from error
    except exceptions.ChannelClosedByBroker as error:
        raise _refusal(address, exchange, error) from error


def _refusal(
    address: BrokerAddress, exchange: str, error: exceptions.ChannelClosedByBroker
) -> BrokerUnavailable | MessageRefused | Unroutable:
    if error.reply_code == NOT_FOUND:
        return Unroutable(f"There is no exchange {exchange!r} at {address}; declare it there")
    told = f"RabbitMQ at {address} refuses: {error.reply_code} {error.reply_text}"
    if error.reply_code == PRECONDITION_FAILED and "message size" in error.reply_text:
        return MessageRefused(told)
    return BrokerUnavailable(told)
