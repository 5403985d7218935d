"""Database connections in a process that lives long and runs other people's code."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connections, reset_queries

logger = logging.getLogger("carrot")

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0

T = TypeVar("T")


def tidy() -> None:
    """Leave this thread's connections as a run should find them.

    What a task left open is rolled back and dropped, so that the next one does not work in
    its transaction.
    """
    reset_queries()
    for connection in connections.all(initialized_only=True):
        usual = connection.settings_dict["AUTOCOMMIT"]
        left_open = connection.connection is not None and connection.autocommit != usual
        if connection.in_atomic_block or left_open:
            # Django refuses to use a connection again that was closed inside atomic().
            connection.close()
            del connections[connection.alias]
        else:
            connection.close_if_unusable_or_obsolete()


def insist(action: Callable[[], T], *, wait: Callable[[float], bool], what: str) -> T | None:
    """Do it until the database answers; None when `wait` says, being true, to give up.

    The action is a whole transaction: it may be done again from its beginning.
    """
    pause, silent = FIRST_PAUSE, False
    while True:
        try:
            result = action()
        except (OperationalError, InterfaceError) as error:
            connections.close_all()
            if not silent:
                logger.warning("The database does not answer, %s waits: %s", what, error)
            silent = True
            if wait(pause):
                return None
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            if silent:
                logger.info("The database answers again, %s goes on", what)
            return result
