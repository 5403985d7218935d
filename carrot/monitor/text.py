"""Text of strangers, made harmless to the eye; escaping is the templates' part."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils import timezone

_ANSI = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[@-Z\\-_])"
)
# Controls that reorder or hide what follows them: a file name could read backwards.
_HIDDEN = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def plain(text: object) -> str:
    """The text without terminal sequences, its invisible characters shown as `[U+202E]`."""
    clean = _ANSI.sub("", str(text)).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(_shown, _HIDDEN.sub(_shown, clean))


def _shown(match: re.Match[str]) -> str:
    return f"[U+{ord(match.group()):04X}]"


def shorten(text: str, limit: int) -> str:
    """The text on one line, cut at `limit` characters."""
    line = " ".join(text[: limit * 2].split())
    return line if len(line) <= limit else line[: limit - 1].rstrip("…") + "…"


def duration(length: timedelta | None) -> str:
    """A length of time for people: `8.4 s`, `2 min 3 s`, `1 h 4 min`, `3 d 2 h`."""
    if length is None:
        return ""
    seconds = max(length.total_seconds(), 0)
    if seconds < 0.9995:  # what rounds to 1,000 ms is a second
        return f"{seconds * 1000:.0f} ms"
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    whole = int(seconds)
    for unit, name, part, part_name in (
        (_DAY, "d", _HOUR, "h"),
        (_HOUR, "h", _MINUTE, "min"),
        (_MINUTE, "min", 1, "s"),
    ):
        if whole >= unit:
            rest = whole % unit // part
            return f"{whole // unit} {name}" + (f" {rest} {part_name}" if rest else "")
    return f"{whole} s"


def relative(moment: datetime, now: datetime) -> str:
    """How far a moment is from now: `just now`, `2 min ago`, `in 3 h`."""
    seconds = (now - moment).total_seconds()
    size = abs(seconds)
    if size < 1:
        return "just now"
    for unit, name in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min"), (1, "s")):
        if size >= unit:
            return (
                f"{size // unit:.0f} {name} ago" if seconds > 0 else f"in {size // unit:.0f} {name}"
            )
    return "just now"


def exact(moment: datetime) -> str:
    """A moment in the viewer's zone, and the zone's name: `2026-03-29 02:30:00 Europe/Berlin`.

    Where the clocks show it twice, it says which is meant.
    """
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    shown = f"{local:%Y-%m-%d %H:%M:%S} {timezone.get_current_timezone()}"
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{shown} ({local:%Z})" if twice else shown
