"""pika's errors as ours, in words that name the broker and never its password."""

from __future__ import annotations

import socket
import ssl

from pika import exceptions
from pika.adapters.utils import connection_workflow

from carrot.conf import BrokerAddress
from carrot.exceptions import BrokerUnavailable

PIKA_ERRORS = (
    exceptions.AMQPError,
    exceptions.ChannelError,
    connection_workflow.AMQPConnectorException,
    OSError,
    AssertionError,
)
"""What pika raises when a connection or channel breaks: also failed assertions of its own."""


_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (exceptions.AuthenticationError, "it refuses user {user!r} or its password; check both"),
    (
        exceptions.ProbableAuthenticationError,
        "it refuses user {user!r} or its password; check both",
    ),
    (
        exceptions.ProbableAccessDeniedError,
        "user {user!r} may not use virtual host {virtual_host!r}, or there is none",
    ),
    (
        exceptions.ConnectionBlockedTimeout,
        "it takes no messages now; its memory or disk alarm is on",
    ),
    (
        exceptions.IncompatibleProtocolError,
        "what answers there does not speak AMQP; check the port, and amqp or amqps",
    ),
    (
        connection_workflow.AMQPConnectorStackTimeout,
        "something accepts connections there, but says nothing",
    ),
    (socket.gaierror, "the host name {host!r} is not known"),
    (ssl.SSLError, "TLS fails: {cause}"),
)


def unavailable(address: BrokerAddress, error: BaseException) -> BrokerUnavailable:
    return BrokerUnavailable(f"RabbitMQ at {address} cannot be used: {reason(error, address)}")


def reason(error: BaseException, address: BrokerAddress) -> str:
    """Why, for people. `str()` of pika's errors is often empty, and names no remedy."""
    cause = _cause(error)
    for kind, words in _WORDS:
        if isinstance(error, kind) or isinstance(cause, kind):
            return words.format(
                user=address.username,
                virtual_host=address.virtual_host,
                host=address.host,
                cause=cause,
            )
    if isinstance(error, (exceptions.ConnectionClosed, exceptions.ChannelClosed)):
        return f"it closed with {error.reply_code} {error.reply_text}"
    return str(cause) or repr(cause)


def _cause(error: BaseException) -> BaseException:
    """The system's error inside pika's, where there is one."""
    inner = getattr(error, "exception", None) or next(iter(error.args), None)
    return _cause(inner) if isinstance(inner, BaseException) else error
