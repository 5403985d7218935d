"""What can run: tasks, their registry, and the codec of their arguments."""

from carrot.tasks.decorator import task
from carrot.tasks.task import Task

__all__ = ["Task", "task"]
