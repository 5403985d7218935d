"""What a service runs besides its consumers."""

from __future__ import annotations

import threading
import time

from carrot.scheduling.loop import Loop
from carrot.scheduling.reaper import Reaper
from carrot.scheduling.relay import Relay
from carrot.scheduling.scheduler import Scheduler
from carrot.scheduling.sweeper import Sweeper


class Background:
    """Relay, reaper and sweeper, and the scheduler if `schedule`, each in its own thread.

    They end when `stop` is set. Any number of services may run them at once.
    """

    def __init__(self, stop: threading.Event, *, schedule: bool) -> None:
        self._loops = [
            Loop("relay", Relay().step, stop),
            Loop("reaper", Reaper().step, stop),
            Loop("sweeper", Sweeper().step, stop),
        ]
        if schedule:
            self._loops.append(Loop("scheduler", Scheduler().step, stop))

    def start(self) -> None:
        """Start the threads."""
        for loop in self._loops:
            loop.start()

    def join(self, timeout: float | None = None) -> bool:
        """Wait until they have ended; False when they have not in time."""
        deadline = None if timeout is None else time.monotonic() + timeout
        for loop in self._loops:
            loop.join(None if deadline is None else max(0.0, deadline - time.monotonic()))
        return not any(loop.is_alive() for loop in self._loops)

    @property
    def trouble(self) -> str:
        """What does not work at the moment; empty when all is well."""
        return "; ".join(loop.trouble for loop in self._loops if loop.trouble)
