"""Background tasks for Django over RabbitMQ, with a monitor made from their signatures."""

from carrot.tasks import Task, task
from carrot.worker.current import CurrentTask, current_task

__version__ = "2.0.0.dev0"
__all__ = ["CurrentTask", "Task", "__version__", "current_task", "task"]
