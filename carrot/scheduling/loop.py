"""A thread that takes one step after another and survives all of them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connections

logger = logging.getLogger("carrot")

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 10.0
SAID_AGAIN_AFTER = 60.0


class Loop(threading.Thread):
    """Calls `step` until `ending` is set; a step returns the seconds until the next.

    After a failure the database connection is made anew, with growing pauses in between.
    `trouble` says what fails, and is empty while all is well.
    """

    def __init__(self, name: str, step: Callable[[], float], ending: threading.Event) -> None:
        super().__init__(name=f"carrot {name}", daemon=True)
        self.trouble = ""
        self._step = step
        self._ending = ending
        self._pause = 0.0
        self._silent_until = 0.0

    def run(self) -> None:
        while not self._ending.is_set():
            self._ending.wait(self._turn())
        connections.close_all()

    def _turn(self) -> float:
        try:
            pause = self._step()
        except Exception as error:
            self._note(error)
            connections.close_all()
            self._pause = min(max(self._pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
            return self._pause
        if self.trouble:
            logger.info("The %s goes on", self.name)
        self.trouble, self._pause, self._silent_until = "", 0.0, 0.0
        return pause

    def _note(self, error: Exception) -> None:
        self.trouble = f"The {self.name} fails: {error}"
        if time.monotonic() < self._silent_until:
            return
        self._silent_until = time.monotonic() + SAID_AGAIN_AFTER
        expected = isinstance(error, (OperationalError, InterfaceError))
        logger.warning("%s; it tries again", self.trouble, exc_info=None if expected else error)
