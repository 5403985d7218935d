"""Each call of a plugin in the log, at DEBUG: what was asked, what came, how long it took."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from carrot.plugins.failures import describe

logger = logging.getLogger("carrot.plugins.calls")

LONGEST = 200
UNSEEN = ("value", "message")
"""Arguments of hooks that hold what a task is called with, secrets perhaps."""


def trace(
    plugin: str,
    what: str,
    *,
    milliseconds: float,
    failure: str = "",
    arguments: Mapping[str, object] | None = None,
    gave: Sequence[object] = (),
) -> None:
    """Tell of one call. It costs nothing while nobody listens."""
    if not logger.isEnabledFor(logging.DEBUG):
        return
    given = ", ".join(f"{name}={_given(name, each)}" for name, each in (arguments or {}).items())
    came = [_shown(value) for value in gave]
    if failure:
        came.append(f"failed in {failure}")
    asked = f"{what}({given})" if arguments is not None else what
    logger.debug(
        "%s: %s -> %s [%.1f ms]", plugin, asked, ", ".join(came) or "nothing", milliseconds
    )


def _given(name: str, value: object) -> str:
    return f"<{type(value).__name__}>" if name in UNSEEN else _shown(value)


def _shown(value: object) -> str:
    try:
        text = repr(value)
    except Exception as error:
        text = f"<{type(value).__name__} whose repr raises {describe(error)}>"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
