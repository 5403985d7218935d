"""Cron expressions in a time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from carrot.exceptions import TriggerError
from carrot.triggers.base import in_utc
from carrot.triggers.cron_words import in_words

LONGEST = 200
_CHARACTERS = re.compile(r"[A-Za-z0-9*/,#\- ]+")
_NAMES = ("minute", "hour", "day of month", "month", "day of week")
_RANGES = ("0-59", "0-23", "1-31 or L", "1-12 or JAN-DEC", "0-7 or SUN-SAT")
_SOME_DAY = datetime(2024, 1, 1)  # noqa: DTZ001 - whether a rule ever occurs, in no zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """Occurs when the wall clock of a time zone matches the five fields of `expression`.

    When clocks change, this does as Debian's cron does. A rule with a fixed hour and minute
    occurs once on every local date that it names: a time that is skipped in spring comes at
    the first minute after the gap, a time that the autumn has twice counts the first time.
    A rule whose hour or minute starts with `*` follows real time instead: what is skipped is
    left out, and in the doubled hour it occurs in both.
    """

    expression: str
    time_zone: str = "UTC"

    def __post_init__(self) -> None:
        _zone(self.time_zone)
        _check(self.expression)

    def next_after(self, moment: datetime) -> datetime | None:
        """The first match later than `moment`; None if there is none in 50 years."""
        moment = in_utc(moment)
        try:
            for found in CronSim(self.expression, moment.astimezone(_zone(self.time_zone))):
                # In the second of two equal hours cronsim may answer with one of the first.
                if (match := found.astimezone(UTC)) > moment:
                    return match
        except (OverflowError, ValueError):  # past the year 9999
            return None
        return None

    def describe(self) -> str:
        """For example `at 02:30 every day (Europe/Berlin)`."""
        return f"{in_words(self.expression)} ({self.time_zone})"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    # ZoneInfo raises all of these, depending on how wrong the name is.
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise TriggerError(
            f"{name[:64]!r} is no time zone; give a name such as 'Europe/Berlin' or 'UTC'"
        ) from error


@lru_cache(maxsize=1024)
def _check(expression: str) -> None:
    shown = expression if len(expression) <= LONGEST else f"{expression[:40]}…"
    if len(expression) > LONGEST:
        raise TriggerError(f"The cron expression {shown!r} is longer than {LONGEST} characters")
    fields = expression.split()
    if len(fields) != len(_NAMES):
        raise TriggerError(
            f"The cron expression {shown!r} has {len(fields)} fields; give exactly five: "
            f"{', '.join(_NAMES)}"
        )
    for number, field in enumerate(fields):
        if not _parses(["*"] * number + [field] + ["*"] * (4 - number)):
            raise TriggerError(
                f"The cron expression {shown!r} has a wrong {_NAMES[number]}, {field!r}; "
                f"give {_RANGES[number]} or *, with , - and / between"
            )
    if not _occurs(expression):
        raise TriggerError(
            f"The cron expression {shown!r} never comes due; no month it names has such a day"
        )


def _parses(fields: list[str]) -> bool:
    text = " ".join(fields)
    try:
        CronSim(text, _SOME_DAY)
    except CronSimError:
        return False
    return _CHARACTERS.fullmatch(text) is not None


def _occurs(expression: str) -> bool:
    try:
        return next(CronSim(expression, _SOME_DAY), None) is not None
    except CronSimError:  # every field is right by itself, together they name no date
        return False
