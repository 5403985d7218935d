"""Private servers for the tests: nothing they do touches a server of the machine.

Each has its own folder, ports and processes, listens on loopback only, and is gone with whoever
started it, even when that process is killed.
"""

from tests.servers.postgresql import PostgreSQL
from tests.servers.process import ServerFailed, ServerMissing
from tests.servers.rabbitmq import RabbitMQ

__all__ = ["PostgreSQL", "RabbitMQ", "ServerFailed", "ServerMissing"]
