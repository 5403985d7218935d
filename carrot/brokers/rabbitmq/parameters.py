"""A broker's address as pika's connection parameters."""

from __future__ import annotations

import os
import socket
import ssl
from typing import Literal

import pika

from carrot.conf import BrokerAddress

Role = Literal["publisher", "errands", "consumer"]

# pika's own defaults wait for ever while RabbitMQ's memory alarm blocks publishers. A publisher
# has somebody waiting for it, a consumer has not.
_PATIENCE: dict[str, dict[str, float]] = {
    "consumer": {"blocked_connection_timeout": 30, "socket_timeout": 5, "stack_timeout": 10},
    "publisher": {"blocked_connection_timeout": 5, "socket_timeout": 2, "stack_timeout": 5},
}
HEARTBEAT = 20


def build(address: BrokerAddress, *, role: Role) -> pika.ConnectionParameters:
    """Parameters for one attempt to connect; `OSError` when a certificate cannot be read."""
    options = dict(address.options)
    patience = _PATIENCE["consumer" if role == "consumer" else "publisher"]
    timing = {name: options.get(name, seconds) for name, seconds in patience.items()}
    return pika.ConnectionParameters(
        host=address.host,
        port=address.port,
        virtual_host=address.virtual_host,
        credentials=pika.PlainCredentials(address.username, address.password),
        heartbeat=options.get("heartbeat", HEARTBEAT),
        connection_attempts=1,
        ssl_options=_tls(address) if address.scheme == "amqps" else None,
        client_properties={
            "connection_name": f"carrot {role} {socket.gethostname()}:{os.getpid()}"
        },
        **timing,
    )


def _tls(address: BrokerAddress) -> pika.SSLOptions:
    options = address.options
    context = ssl.create_default_context(cafile=options.get("cafile"))
    if options.get("certfile"):
        context.load_cert_chain(options["certfile"], options.get("keyfile"))
    return pika.SSLOptions(context, options.get("server_hostname") or address.host)
