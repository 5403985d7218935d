"""Background tasks for Django over RabbitMQ, with a monitor made from their signatures."""

from carrot.tasks import Task, task

__version__ = "2.0.0.dev0"
__all__ = ["Task", "__version__", "task"]
