"""Fixtures that every ring of tests may use."""

from tests.servers.fixtures import postgresql, postgresql_dsn, rabbitmq, rabbitmq_url

__all__ = ["postgresql", "postgresql_dsn", "rabbitmq", "rabbitmq_url"]
