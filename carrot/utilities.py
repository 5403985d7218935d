"""The names that users of django-carrot 1.x import from here."""

from carrot.publishing import publish_message
from carrot.scheduling.creation import create_scheduled_task

__all__ = ["create_scheduled_task", "publish_message"]
