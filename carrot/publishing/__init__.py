"""The one way a call becomes a message."""

from carrot.publishing.calls import publish_call, publish_message
from carrot.publishing.request import publish

__all__ = ["publish", "publish_call", "publish_message"]
