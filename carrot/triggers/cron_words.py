"""Cron expressions in plain words."""

from __future__ import annotations

import re
from datetime import datetime

from cronsim import CronSim

_SOME_DAY = datetime(2024, 1, 1)  # noqa: DTZ001 - only the words are asked for


def in_words(expression: str) -> str:
    """An expression that is known to be right, as people would say it."""
    fields = expression.split()
    return _rhythm(fields) or _lowered(CronSim(" ".join(fields), _SOME_DAY).explain())


def _rhythm(fields: list[str]) -> str:
    # An even rhythm reads better as an interval than in cronsim's "every fifth minute of every
    # hour". One that does not divide the hour or the day is none: it starts over in between.
    match fields:
        case ["*" | "*/1", "*", "*", "*", "*"]:
            return "every minute"
        case ["0", "*" | "*/1", "*", "*", "*"]:
            return "every hour"
        case [minute, "*", "*", "*", "*"] if step := _step(minute, 60):
            return f"every {step} minutes"
        case ["0", hour, "*", "*", "*"] if step := _step(hour, 24):
            return f"every {step} hours"
    return ""


def _step(field: str, whole: int) -> int:
    match = re.fullmatch(r"\*/(\d{1,2})", field)
    step = int(match[1]) if match else 0
    return step if 1 < step < whole and whole % step == 0 else 0


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
