"""Background tasks for Django over RabbitMQ, with a monitor made from their signatures."""

from carrot.tasks import Task, task
from carrot.tasks.current import CurrentTask, current_task
from carrot.tasks.injection import Injected
from carrot.tasks.nodes.listed import Choices

__version__ = "2.0.0.dev0"
__all__ = ["Choices", "CurrentTask", "Injected", "Task", "__version__", "current_task", "task"]
