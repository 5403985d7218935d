"""Fields for the wall clock of a chosen time zone."""

from __future__ import annotations

from datetime import datetime, tzinfo
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


def on_the_clock(moment: datetime, place: tzinfo) -> datetime:
    """The moment when the clock there shows it; the first one where it does so twice.

    `ValidationError` for an hour that is skipped when summer time begins.
    """
    try:
        local = moment.replace(tzinfo=place)
        shown = local.astimezone(ZoneInfo("UTC")).astimezone(place).replace(tzinfo=None)
    except OverflowError as error:
        raise ValidationError("This date is out of range.") from error
    if shown != moment:
        raise ValidationError(
            f"In {place} the clocks skip {moment:%H:%M} on that day; give another time."
        )
    return local


def zone_or_default(name: str) -> tzinfo:
    """The zone of that name, the project's if there is none such."""
    try:
        return zone(name)
    except ValidationError:
        return timezone.get_default_timezone()


def wall_clock(moment: datetime, name: str) -> datetime:
    """What the clock in the zone of that name shows then."""
    return moment.astimezone(zone_or_default(name)).replace(tzinfo=None, microsecond=0)
