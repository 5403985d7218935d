"""A queue in the memory of the test, and running what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import override_settings

from carrot.models import MessageLog
from carrot.testing.runs import LIMIT, run_waiting


class Queue:
    """What a test has published, and running it. One is made by `memory_queue`."""

    def published(self, task: str = "") -> list[MessageLog]:
        """The messages that wait, the oldest first, of all tasks or of the one of that name."""
        waiting = MessageLog.objects.waiting().order_by("id")
        return list(waiting.filter(task=task) if task else waiting)

    def drain(self, *, limit: int = LIMIT) -> list[MessageLog]:
        """Run what waits, and what that publishes in turn: see `carrot.testing.run_waiting`."""
        return run_waiting(limit=limit)


@contextmanager
def memory_queue() -> Iterator[Queue]:
    """Publish to this process's memory inside the `with` block, whatever the settings say."""
    given = {**getattr(settings, "CARROT", {}), "default_broker": "memory://"}
    given["queues"] = [
        {name: value for name, value in each.items() if name != "host"}
        for each in given.get("queues", [])
    ]
    with override_settings(CARROT=given):
        yield Queue()
