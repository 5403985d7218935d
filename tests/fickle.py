"""A broker that fails when a test tells it to."""

from __future__ import annotations

import threading

from carrot.brokers.memory import MemoryBroker
from carrot.messages import Message


class FickleBroker(MemoryBroker):
    """Carries messages in memory, until told to fail, to hang, or to fail for some only."""

    def __init__(self) -> None:
        super().__init__()
        self.error: Exception | None = None
        self.errors: dict[str, Exception] = {}
        """By task."""
        self.open = threading.Event()
        self.open.set()
        self.tried: list[Message] = []
        self.threads: set[int] = set()
        self.idled = self.closed = 0

    def publish(self, message: Message) -> None:
        self.tried.append(message)
        self.threads.add(threading.get_ident())
        self.open.wait(10)
        error = self.errors.get(message.task, self.error)
        if error is not None:
            raise error
        super().publish(message)

    def idle(self) -> None:
        self.idled += 1

    def close(self) -> None:
        self.closed += 1
