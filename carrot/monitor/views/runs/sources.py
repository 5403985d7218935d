"""What a run begins with: an ended message to be edited, or only a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from carrot.models import MessageLog, Status
from carrot.monitor.views.calls import message_of

ENDED = (Status.COMPLETED, Status.FAILED, Status.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The message that is to be run again with other arguments, if it is one.

    `gone` says that there was to be one, and it is not there any more.
    """

    message: MessageLog | None = None
    copies: tuple[MessageLog, ...] = ()
    gone: bool = False

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Source:
        """The message that `given["message"]` names."""
        text = given.get("message", "")
        message = message_of(text)
        if message is None:
            return cls(gone=bool(text))
        copies = message.copies.order_by("-id").only("uuid", "publish_time", "status")
        return cls(message=message, copies=tuple(copies[:5]))

    @property
    def has_ended(self) -> bool:
        return self.message is None or self.message.status in ENDED

    @property
    def seen(self) -> str:
        """How the message stands: what a page says that it was made of."""
        if self.message is None:
            return ""
        newest = self.copies[0].pk if self.copies else 0
        return f"{self.message.status} {self.message.attempt} {newest}"

    def has_changed(self, given: Mapping[str, str]) -> bool:
        """Whether the message is another one than what the page that was sent had seen of it."""
        return self.gone or self.seen != given.get("seen", "")
