"""pika's errors as ours, in words that name the broker and never its password."""

from __future__ import annotations

import socket
import ssl

from pika import exceptions

from carrot.conf import BrokerAddress
from carrot.exceptions import BrokerUnavailable

PIKA_ERRORS = (exceptions.AMQPError, OSError, AssertionError, exceptions.ChannelError)
"""What pika raises when a connection or channel breaks: also failed assertions of its own."""


def unavailable(address: BrokerAddress, error: BaseException) -> BrokerUnavailable:
    return BrokerUnavailable(f"RabbitMQ at {address} cannot be used: {reason(error, address)}")


def reason(error: BaseException, address: BrokerAddress) -> str:
    """Why, for people. `str()` of pika's errors is often empty, and names no remedy."""
    user = address.username
    if isinstance(error, (exceptions.ProbableAuthenticationError, exceptions.AuthenticationError)):
        return f"it refuses user {user!r} or its password; check both"
    if isinstance(error, exceptions.ProbableAccessDeniedError):
        return f"user {user!r} may not use virtual host {address.virtual_host!r}, or there is none"
    if isinstance(error, exceptions.ConnectionBlockedTimeout):
        return "it takes no messages now (its memory or disk alarm is on)"
    if isinstance(error, exceptions.IncompatibleProtocolError):
        return "what answers there does not speak AMQP; check the port, and amqp or amqps"
    if isinstance(error, (exceptions.ConnectionClosed, exceptions.ChannelClosed)):
        return f"it closed with {error.reply_code} {error.reply_text}"
    cause = _cause(error)
    if isinstance(cause, socket.gaierror):
        return f"the host name {address.host!r} is not known"
    if isinstance(cause, ssl.SSLError):
        return f"TLS fails: {cause}"
    return str(cause) or repr(cause)


def _cause(error: BaseException) -> BaseException:
    """The system's error inside pika's, where there is one."""
    inner = getattr(error, "exception", None) or next(iter(error.args), None)
    return _cause(inner) if isinstance(inner, BaseException) else error
