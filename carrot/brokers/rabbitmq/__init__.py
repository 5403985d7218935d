"""RabbitMQ as a broker. Only this package knows pika."""

from carrot.brokers.rabbitmq.broker import RabbitBroker
from carrot.brokers.rabbitmq.consumer import RabbitConsumer

__all__ = ["RabbitBroker", "RabbitConsumer"]
