"""Asking one plugin for one thing, which may fail: what its panels and actions are made of."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from carrot.plugins import meters, tracing
from carrot.plugins.calls import Contribution
from carrot.plugins.failures import describe
from carrot.plugins.savepoints import own_savepoints

logger = logging.getLogger("carrot")

T = TypeVar("T")


def ask(
    plugin: str,
    what: str,
    function: Callable[[], T],
    *,
    answers: tuple[type[Exception], ...] = (),
) -> Contribution[T]:
    """What the function returns, or the plugin's failure in a sentence; its time is noted.

    `answers` are exceptions that are no failures: they are raised.
    """
    started = time.perf_counter()
    failure = ""
    value = None
    try:
        with own_savepoints():
            value = function()
    except answers:
        raise
    except Exception as error:
        logger.exception("The plugin %s failed in %s", plugin, what)
        failure = f"{what}: {describe(error)}"
    finally:
        milliseconds = (time.perf_counter() - started) * 1000
        meters.note(plugin, what, milliseconds=milliseconds, failure=failure)
        gave = () if failure else (value,)
        tracing.trace(plugin, what, milliseconds=milliseconds, failure=failure, gave=gave)
    return Contribution(plugin=plugin, value=value, error=failure)
