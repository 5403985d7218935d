"""The part of a message's log that a page shows: by level and attempt, the end of it first."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from carrot.models import LogEntry, MessageLog

SHOWN = 500
_ALL = 20_000
LEVELS = (
    (logging.DEBUG, "Debug"),
    (logging.INFO, "Info"),
    (logging.WARNING, "Warning"),
    (logging.ERROR, "Error"),
)


def level_name(level: int) -> str:
    return logging.getLevelName(level)


def context(message: MessageLog, given: Mapping[str, str]) -> dict[str, Any]:
    """What the page needs to show the log. `given` are the parameters of its address."""
    level = _level(given)
    attempt = _number(given.get("attempt", "")) or message.attempt
    everything = given.get("lines") == "all"
    limit = _ALL if everything else SHOWN
    entries = LogEntry.objects.filter(message=message, attempt=attempt, level__gte=level)
    newest = list(entries.order_by("-id")[: limit + 1])
    lines = newest[:limit][::-1]
    return {
        "lines": lines,
        "last": lines[-1].pk if lines else 0,
        "cut": len(newest) > limit,
        "limit": limit,
        "everything": everything,
        "level": level,
        "levels": LEVELS,
        "attempt": attempt,
    }


def news(message: MessageLog, given: Mapping[str, str]) -> dict[str, Any]:
    """The lines after the last one that the page has."""
    level, last = _level(given), _number(given.get("after", ""))
    entries = LogEntry.objects.filter(
        message=message, attempt=message.attempt, level__gte=level, pk__gt=last
    )
    lines = list(entries.order_by("id")[:SHOWN])
    return {
        "lines": lines,
        "last": lines[-1].pk if lines else last,
        "level": level,
        "more": len(lines) == SHOWN,
    }


def _level(given: Mapping[str, str]) -> int:
    level = _number(given.get("level", ""))
    return level if level in dict(LEVELS) else logging.DEBUG


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
