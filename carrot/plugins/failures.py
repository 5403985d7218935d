"""How a stranger's exception is told to people."""

from __future__ import annotations

LONGEST = 500


def describe(error: BaseException) -> str:
    """The exception in one bounded line. Never raises, whatever its `__str__` does."""
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = "(its text cannot be made)"
    line = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
