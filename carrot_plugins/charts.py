"""How much ran, and how long it took: charts of the last hour, day and week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Avg,
    Count,
    DateTimeField,
    FloatField,
    Func,
    IntegerField,
    Max,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Floor
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from carrot.models import MessageLog, Status
from carrot.plugins import Chart, ChartPanel, Panel, Series, hookimpl

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Period:
    """How far back a chart goes, and how long one of its points lasts: a minute or an hour."""

    label: str | Promise
    step: timedelta
    points: int
    unit: str | Promise

    def times(self, now: datetime) -> list[datetime]:
        """When each point begins; the last one is not over yet."""
        last = now.replace(second=0, microsecond=0)
        if self.step == HOUR:
            last = last.replace(minute=0)
        return [last - self.step * back for back in reversed(range(self.points))]


PERIODS = {
    "1h": Period(
        label=gettext_lazy("Last hour"), step=MINUTE, points=60, unit=gettext_lazy("a minute")
    ),
    "24h": Period(
        label=gettext_lazy("Last 24 hours"), step=HOUR, points=24, unit=gettext_lazy("an hour")
    ),
    "7d": Period(
        label=gettext_lazy("Last 7 days"), step=HOUR, points=168, unit=gettext_lazy("an hour")
    ),
}


class Seconds(Func):
    """A time as seconds since 1970. Django's own way would call Python for each row on SQLite."""

    output_field = FloatField()
    template = "EXTRACT(EPOCH FROM %(expressions)s)"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        days = "((julianday(%(expressions)s) - 2440587.5) * 86400.0)"
        return self.as_sql(compiler, connection, template=days, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        known = "EXTRACT(EPOCH FROM %(expressions)s)::double precision"
        return self.as_sql(compiler, connection, template=known, **extra)

    def as_mysql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        known = "UNIX_TIMESTAMP(%(expressions)s)"
        return self.as_sql(compiler, connection, template=known, **extra)


_TOOK = Seconds("completion_time") - Seconds("start_time")


@hookimpl
def register_panels() -> Iterable[Panel]:
    yield Charts()


class Charts(ChartPanel):
    """What ended, and how long it took from its beginning to its end."""

    slug = "charts"
    title = gettext_lazy("Charts")
    order = 175
    refresh = 60
    periods: Mapping[str, Any] = {key: period.label for key, period in PERIODS.items()}

    def get_charts(self, request: HttpRequest, period: str) -> Iterator[Chart]:
        chosen = PERIODS[period]
        times = chosen.times(timezone.now())
        points = range(len(times))
        completed = _completed(chosen, times[0])
        failed = _failed(chosen, times[0])
        yield Chart(
            title=gettext("Messages that ended"),
            unit=f"{gettext('messages')} {chosen.unit}",
            times=times,
            series=[
                _line(gettext("Completed"), points, _column(completed, "count"), "completed", 0),
                _line(gettext("Failed"), points, failed, "failed", 0),
            ],
            empty=gettext("Nothing has ended in this time."),
        )
        yield Chart(
            title=gettext("Duration of what completed"),
            unit=gettext("seconds"),
            times=times,
            series=[
                _line(gettext("Average"), points, _column(completed, "average"), "running", None),
                _line(gettext("Longest"), points, _column(completed, "longest"), "waiting", None),
            ],
            empty=gettext("Nothing has completed in this time."),
        )


def _completed(period: Period, since: datetime) -> dict[int, dict[str, float]]:
    rows = _ended(Status.COMPLETED, "completion_time", period, since)
    found = rows.annotate(count=Count("pk"), average=Avg(_TOOK), longest=Max(_TOOK))
    names = ("count", "average", "longest")
    return {
        row["point"]: {name: row[name] for name in names if row[name] is not None} for row in found
    }


def _failed(period: Period, since: datetime) -> dict[int, float]:
    rows = _ended(Status.FAILED, "failure_time", period, since)
    return dict(rows.annotate(count=Count("pk")).values_list("point", "count"))


def _ended(status: Status, field: str, period: Period, since: datetime) -> QuerySet[Any, Any]:
    rows = MessageLog.objects.filter(status=status, **{f"{field}__gte": since})
    # Counted from the first point, whatever the database takes a time without a zone for.
    first = Cast(Value(since), output_field=DateTimeField())
    passed = Seconds(field) - Seconds(first)
    number = Floor(passed / period.step.total_seconds(), output_field=IntegerField())
    points: QuerySet[Any, Any] = rows.order_by().annotate(point=number).values("point")
    return points


def _column(rows: Mapping[int, Mapping[str, float]], name: str) -> dict[int, float]:
    return {point: row[name] for point, row in rows.items() if name in row}


def _line(
    label: str,
    points: Iterable[int],
    values: Mapping[int, float],
    look: Any,
    otherwise: float | None,
) -> Series:
    return Series(label=label, look=look, values=[values.get(each, otherwise) for each in points])
