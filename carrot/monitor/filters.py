"""What a list of messages shows: the part of the address after the question mark, read kindly.

Nothing in an address is ever an error: what cannot be read is left out and said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from carrot.models import MessageLog, Status
from carrot.models.ledger import MessageLogQuerySet
from carrot.models.text import storable
from carrot.monitor.states import State

SEARCH_LIMIT = 200
PERIODS = {
    "1h": ("the last hour", timedelta(hours=1)),
    "24h": ("the last 24 hours", timedelta(days=1)),
    "7d": ("the last 7 days", timedelta(days=7)),
    "30d": ("the last 30 days", timedelta(days=30)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked for. `faults` says in sentences what of it could not be read."""

    q: str = ""
    task: str = ""
    queue: str = ""
    status: str = ""
    when: str = ""
    since: datetime | None = None
    until: datetime | None = None
    schedule: int | None = None
    place: str = ""
    faults: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Filters:
        faults: list[str] = []
        q = _text(given.get("q", ""))
        if len(q) > SEARCH_LIMIT:
            faults.append(f"The search was cut to its first {SEARCH_LIMIT} characters.")
            q = q[:SEARCH_LIMIT]
        return cls(
            q=q,
            task=_text(given.get("task", ""))[:255],
            queue=_text(given.get("queue", ""))[:255],
            status=_choice("status", given, list(Status.values), faults),
            when=_choice("when", given, list(PERIODS), faults),
            since=_moment("from", given, faults),
            until=_moment("to", given, faults),
            schedule=_number("schedule", given, faults),
            place=_text(given.get("place", ""))[:255],
            faults=tuple(faults),
        )

    @property
    def parts(self) -> dict[str, str]:
        """The filters that are set, by the names they have in an address."""
        given = {
            "q": self.q,
            "task": self.task,
            "queue": self.queue,
            "status": self.status,
            "when": self.when,
            "from": _shown(self.since),
            "to": _shown(self.until),
            "schedule": str(self.schedule or ""),
            "place": self.place,
        }
        return {name: value for name, value in given.items() if value}

    def address(self, **changes: str) -> str:
        """The query string, led by its question mark, with `changes` applied; "" removes."""
        parts = {**self.parts, **changes}
        query = urlencode({name: value for name, value in parts.items() if value})
        return f"?{query}" if query else "?"

    def chips(self) -> list[dict[str, str]]:
        """Each filter that is set as words, with the address of the list without it."""
        words = {**self.parts}
        if self.when:
            words["when"] = PERIODS[self.when][0]
        if self.status:
            words["status"] = str(Status(self.status).label)
        labels = {"q": "search", "place": "failed at"}
        return [
            {"label": labels.get(name, name), "value": value, "without": self.address(**{name: ""})}
            for name, value in words.items()
        ]

    def apply(self, state: State, now: datetime) -> list[MessageLogQuerySet]:
        """The rows that match, as the segments of the list."""
        statuses: tuple[str, ...] = (self.status,) if self.status else state.statuses
        if self.status and state.statuses and self.status not in state.statuses:
            return []
        condition = self._condition(state.time, now)
        rows = MessageLog.objects.filter(condition)
        if self.q:
            rows = rows.annotate(arguments_text=Cast("arguments", TextField())).filter(
                _search(self.q)
            )
        return [rows.filter(status=each) for each in statuses] or [rows]

    def _condition(self, time: str, now: datetime) -> Q:
        condition = Q()
        if self.task:
            condition &= Q(task=self.task)
        if self.queue:
            condition &= Q(queue=self.queue)
        if self.schedule:
            condition &= Q(scheduled_task=self.schedule)
        if self.place:
            condition &= Q(place=self.place)
        if self.when:
            condition &= Q(**{f"{time}__gte": now - PERIODS[self.when][1]})
        if self.since:
            condition &= Q(**{f"{time}__gte": self.since})
        if self.until:
            condition &= Q(**{f"{time}__lte": self.until})
        return condition


def _search(term: str) -> Q:
    # `icontains` escapes LIKE's own characters. Some databases keep JSON text with \u escapes.
    found = Q(task__icontains=term) | Q(exception__icontains=term)
    for form in dict.fromkeys((term, json.dumps(term)[1:-1], _inside_json(term))):
        found |= Q(arguments_text__icontains=form)
    return found


def _inside_json(term: str) -> str:
    return json.dumps(term, ensure_ascii=False)[1:-1]


def _text(given: str) -> str:
    return storable(given, 4096).strip()


def _choice(name: str, given: Mapping[str, str], known: list[str], faults: list[str]) -> str:
    value = given.get(name, "")
    if value and value not in known:
        faults.append(f"The filter {name}={value[:50]!r} is not known; it is left out.")
        return ""
    return value


def _number(name: str, given: Mapping[str, str], faults: list[str]) -> int | None:
    value = given.get(name, "")
    if not value:
        return None
    if not (value.isascii() and value.isdecimal()) or len(value) > 18:
        faults.append(f"The filter {name}={value[:50]!r} is no number; it is left out.")
        return None
    return int(value)


def _moment(name: str, given: Mapping[str, str], faults: list[str]) -> datetime | None:
    value = given.get(name, "")
    if not value:
        return None
    try:
        moment = parse_datetime(value)
        if moment is not None and 1970 <= moment.year <= 9000:  # what databases and zones can do
            aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
            return aware.astimezone(timezone.get_current_timezone())
    except (ValueError, OverflowError):
        pass
    faults.append(f"The filter {name}={value[:50]!r} is no date and time; it is left out.")
    return None


def _shown(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}" if moment else ""
