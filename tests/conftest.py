"""Fixtures that every ring of tests may use."""

from tests.servers.fixtures import postgresql, postgresql_dsn, rabbitmq, rabbitmq_url
from tests.wheels import clean_python, wheel

__all__ = ["clean_python", "postgresql", "postgresql_dsn", "rabbitmq", "rabbitmq_url", "wheel"]
