"""date, time, datetime and timedelta."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, Literal

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_duration
from django.utils.duration import duration_string
from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.nodes.base import Errors, Node, mismatch


@dataclass(frozen=True)
class DateNode(Node):
    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def encode(self, value: Any) -> Any:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise mismatch("a datetime.date", value)
        return value.isoformat()

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        try:
            return date.fromisoformat(data.strip())
        except (AttributeError, ValueError):
            return errors.add(path, _("Enter a date: 2030-12-31."))


@dataclass(frozen=True)
class TimeNode(Node):
    """Times of day. `plain` is a text field, for what a browser's time control cannot show."""

    plain: bool = False

    def schema(self) -> dict[str, Any]:
        if self.plain:
            return {"type": "string", "placeholder": "13:45:00.000000+00:00"}
        return {"type": "string", "format": "time"}

    def encode(self, value: Any) -> Any:
        if not isinstance(value, time):
            raise mismatch("a datetime.time", value)
        return value.isoformat()

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        try:
            return time.fromisoformat(data.strip())
        except (AttributeError, ValueError):
            return errors.add(path, _("Enter a time: 13:45 or 13:45:30."))

    def fitting(self, data: Any) -> Node:
        value = self.decode(data, (), Errors())
        beyond = isinstance(value, time) and (value.microsecond or value.tzinfo)
        return TimeNode(plain=True) if beyond else self


@dataclass(frozen=True)
class DateTimeNode(Node):
    """Moments. Without an offset they are read on the clock of the project's time zone.

    `plain` is a text field, for what a browser's control cannot show: microseconds, and hours
    that a clock shows twice when summer time ends. `zone` is what the type says of its values: they
    are as the project's are, always aware, or never.
    """

    plain: bool = False
    zone: Literal["project", "aware", "naive"] = "project"

    @property
    def _is_aware(self) -> bool:
        return settings.USE_TZ if self.zone == "project" else self.zone == "aware"

    @property
    def hint(self) -> str:
        if not self._is_aware:
            return ""
        return _("Time zone: %(zone)s.") % {"zone": timezone.get_default_timezone_name()}

    def schema(self) -> dict[str, Any]:
        if self.plain:
            return {"type": "string", "placeholder": "2030-12-31T13:45:00.000000+00:00"}
        return {"type": "string", "format": "datetime-local"}

    def encode(self, value: Any) -> Any:
        if not isinstance(value, datetime):
            raise mismatch("a datetime.datetime", value)
        if self.zone == "naive" and timezone.is_aware(value):
            raise mismatch("a datetime.datetime without a time zone", value)
        if self._is_aware and timezone.is_naive(value):
            errors = Errors()
            value = _aware(value, (), errors)
            if errors:
                raise ArgumentsError(errors)
        text: str = value.isoformat()
        return text

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        try:
            value = datetime.fromisoformat(data.strip())
        except (AttributeError, ValueError):
            return errors.add(path, _("Enter a date and a time: 2030-12-31 13:45."))
        if len(data.strip()) <= len("2030-12-31"):
            return errors.add(path, _("Enter the time as well: 2030-12-31 13:45."))
        if self.zone == "naive" and timezone.is_aware(value):
            return errors.add(path, _("Enter a time without an offset: 2030-12-31 13:45."))
        if self._is_aware and timezone.is_naive(value):
            return _aware(value, path, errors)
        return value

    def form(self, data: Any) -> Any:
        value = self.decode(data, (), Errors())
        return _shown(value) if isinstance(value, datetime) else super().form(data)

    def fitting(self, data: Any) -> Node:
        value = self.decode(data, (), Errors())
        beyond = isinstance(value, datetime) and (
            value.microsecond or "+" in _shown(value) or "-" in _shown(value)[10:]
        )
        return replace(self, plain=True) if beyond else self


@dataclass(frozen=True)
class DurationNode(Node):
    @property
    def hint(self) -> str:
        return _("Seconds, hours:minutes:seconds, or days before them: 90, 1:30:00, 2 12:00:00.")

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "placeholder": "1:30:00"}

    def encode(self, value: Any) -> Any:
        if not isinstance(value, timedelta):
            raise mismatch("a datetime.timedelta", value)
        return duration_string(value)

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        try:
            value = parse_duration(str(data).strip() if _is_number(data) else data.strip())
        except (AttributeError, ValueError, OverflowError):
            value = None
        if value is None:
            return errors.add(path, _("Enter a duration: 90, 1:30:00 or 2 12:00:00."))
        return value


def _shown(value: datetime) -> str:
    """The moment on the project's clock; with its offset where the clock alone is not enough."""
    if timezone.is_naive(value) or not settings.USE_TZ:
        return value.isoformat()
    zone = timezone.get_default_timezone()
    try:
        local = value.astimezone(zone)
        bare = local.replace(tzinfo=None, fold=0)
        return local.isoformat() if _offsets(bare, zone) > 1 else bare.isoformat()
    except OverflowError:  # within hours of year 1 or 9999
        return value.isoformat()


def _aware(value: datetime, path: Path, errors: Errors) -> Any:
    zone = timezone.get_default_timezone()
    try:
        offsets = _offsets(value, zone)
    except OverflowError:
        return errors.add(path, _("This date is out of range."))
    if offsets == 0:
        message = _("In %(zone)s the clocks skip this time when summer time begins.")
        return errors.add(path, message % {"zone": zone})
    if offsets > 1:
        message = _("In %(zone)s this time comes twice. Add the offset: %(first)s or %(second)s.")
        both = [value.replace(tzinfo=zone, fold=fold).isoformat() for fold in (0, 1)]
        return errors.add(path, message % {"zone": zone, "first": both[0], "second": both[1]})
    return value.replace(tzinfo=zone)


def _offsets(bare: datetime, zone: tzinfo) -> int:
    """How often a clock in the zone shows the time: 1, 0 in a gap, 2 when set back."""
    first, second = (bare.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return 1
    utc = timezone.get_fixed_timezone(0)
    back = [each.astimezone(utc).astimezone(zone).replace(tzinfo=None) for each in (first, second)]
    return 2 if back[0] == back[1] == bare.replace(fold=0) else 0


def _is_number(data: Any) -> bool:
    return isinstance(data, int | float) and not isinstance(data, bool)
