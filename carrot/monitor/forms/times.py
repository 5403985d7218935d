"""Fields for the wall clock of a chosen time zone."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime


class WallClockField(forms.Field):
    """A date and a time without a zone, in the browser's own picker."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"})

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            moment = parse_datetime(str(value).strip())
        except ValueError:
            moment = None
        if moment is None or timezone.is_aware(moment):
            raise ValidationError("Enter a date and a time: 2030-12-31 13:45.")
        return moment

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else value


@cache
def zone_names() -> list[str]:
    """All zones that this machine knows, by name."""
    return sorted(available_timezones() - {"localtime", "Factory", "posixrules"})


def zone(name: str) -> tzinfo:
    """The zone of that name, the project's for an empty one; `ValidationError` if unknown."""
    if not name:
        return timezone.get_default_timezone()
    # ZoneInfo raises half a dozen of errors, and reads files for names such as "../x".
    if name not in zone_names():
        raise ValidationError(f"{name[:64]!r} is no time zone; give one such as 'Europe/Berlin'.")
    return ZoneInfo(name)


def offsets(moment: datetime, place: tzinfo) -> list[tuple[str, str]]:
    """The offsets at which the clock there shows it, with what to call each; mostly one.

    None for an hour that is skipped when summer time begins, two for one that comes twice
    when it ends. `OverflowError` for what no clock can show.
    """
    found = {}
    for fold in (0, 1):
        local = moment.replace(tzinfo=place, fold=fold)
        if local.astimezone(UTC).astimezone(place).replace(tzinfo=None, fold=0) == moment:
            offset = offset_of(local)
            found[offset] = f"{moment:%H:%M} {local.tzname()} ({offset})"
    return list(found.items())


def offset_of(local: datetime) -> str:
    """The offset from UTC, as people write it: `+01:00`."""
    text = f"{local:%z}"
    return f"{text[:3]}:{text[3:5]}"


def on_the_clock(moment: datetime, place: tzinfo, offset: str = "") -> datetime:
    """The moment when the clock there shows it; at that offset, where it does so twice.

    `ValidationError` for an hour that is skipped when summer time begins, and, with the code
    "twice", for one that comes twice when it ends if no offset of it is given.
    """
    moment = moment.replace(fold=0)
    try:
        known = [name for name, _ in offsets(moment, place)]
    except OverflowError as error:
        raise ValidationError("This date is out of range.") from error
    if not known:
        raise ValidationError(
            f"In {place} the clocks skip {moment:%H:%M} on that day; give another time."
        )
    if len(known) == 1:
        return moment.replace(tzinfo=place)
    if offset not in known:
        raise ValidationError(
            f"In {place} the clocks show {moment:%H:%M} twice on that day; choose which is meant.",
            code="twice",
        )
    return moment.replace(tzinfo=place, fold=known.index(offset))


def zone_or_default(name: str) -> tzinfo:
    """The zone of that name, the project's if there is none such."""
    try:
        return zone(name)
    except ValidationError:
        return timezone.get_default_timezone()


def wall_clock(moment: datetime, name: str) -> tuple[datetime, str]:
    """What the clock in the zone of that name shows then, and its offset."""
    local = moment.astimezone(zone_or_default(name)).replace(microsecond=0)
    return local.replace(tzinfo=None, fold=0), offset_of(local)
