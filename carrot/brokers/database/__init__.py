"""The project's own database as a broker: the waiting rows of the ledger are the queue."""

from carrot.brokers.database.broker import DatabaseBroker
from carrot.brokers.database.consumer import DatabaseConsumer

__all__ = ["DatabaseBroker", "DatabaseConsumer"]
