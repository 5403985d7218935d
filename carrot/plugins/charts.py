"""Panels of charts: a plugin gives numbers over time, the monitor draws them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Self

from django.forms import Media
from django.http import HttpRequest
from django.utils import timezone

from carrot.plugins.checked import one_of, text
from carrot.plugins.panels import Panel

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

__all__ = ["Chart", "ChartPanel", "Series"]

MOST_POINTS = 2000
_LOOKS = ("", "completed", "failed", "waiting", "running", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line of a chart. `values` has one number for each time, None where there is none.

    `look` gives it the colour that the monitor has for a state, such as "failed".
    """

    label: Text
    values: Sequence[float | None]
    look: Literal["", "completed", "failed", "waiting", "running", "cancelled"] = ""

    def checked(self) -> Self:
        """The same; raises `TypeError` or `ValueError` if it cannot be drawn."""
        text(self.label, "label")
        one_of(self.look, "look", _LOOKS)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Numbers over time. `unit` stands behind each number; `times` are aware and ascending."""

    title: Text
    times: Sequence[datetime]
    series: Sequence[Series]
    unit: Text = ""
    kind: Literal["lines", "bars"] = "lines"
    empty: Text = ""

    def checked(self) -> Self:
        """The same; raises `TypeError` or `ValueError` if it cannot be drawn."""
        one_of(self.kind, "kind", ("lines", "bars"))
        if len(self.times) > MOST_POINTS:
            raise ValueError(f"{text(self.title, 'title')!r} has over {MOST_POINTS:,} times")
        for moment in self.times:
            if not isinstance(moment, datetime):
                raise TypeError(f"times has a {type(moment).__name__}; give datetimes")
        for each in self.series:
            if len(each.checked().values) != len(self.times):
                raise ValueError(
                    f"{text(each.label, 'label')!r} has {len(each.values)} values for "
                    f"{len(self.times)} times"
                )
        return self


class ChartPanel(Panel):
    """A panel of charts: it needs neither a template nor a script.

    `periods` are offered above the charts, by key; `get_charts` is told the chosen key, the
    first one at first.
    """

    template_name = "carrot/panels/charts.html"
    periods: Mapping[str, Text] = {}
    media = Media(
        css={"all": ["carrot/vendor/uplot/uplot.min.css", "carrot/charts.css"]},
        js=["carrot/vendor/uplot/uplot.min.js", "carrot/charts.js"],
    )

    def get_charts(self, request: HttpRequest, period: str) -> Iterable[Chart]:
        """The charts, from top to bottom."""
        raise NotImplementedError(f"{type(self).__name__} has no get_charts(request, period)")

    def get_context(self, request: HttpRequest) -> Mapping[str, Any]:
        wanted = request.GET.get("period", "")
        period = wanted if wanted in self.periods else next(iter(self.periods), "")
        charts = [chart.checked() for chart in self.get_charts(request, period)]
        return {
            "charts": [_drawable(number, chart) for number, chart in enumerate(charts)],
            "period": period,
            "periods": [(key, text(label, "label")) for key, label in self.periods.items()],
        }


def _drawable(number: int, chart: Chart) -> dict[str, Any]:
    """A chart as the template and the script take it."""
    labels = [text(each.label, "label") for each in chart.series]
    values = [[_number(value) for value in each.values] for each in chart.series]
    return {
        "id": f"chart-{number}",
        "data_id": f"chart-{number}-data",
        "title": text(chart.title, "title"),
        "unit": text(chart.unit, "unit"),
        "labels": labels,
        "rows": list(zip(chart.times, *values, strict=True)),
        "nothing": not any(value for line in values for value in line),
        "empty": text(chart.empty, "empty"),
        "data": {
            "times": [moment.timestamp() for moment in chart.times],
            "series": [
                {"label": label, "values": line, "look": each.look}
                for label, line, each in zip(labels, values, chart.series, strict=True)
            ],
            "unit": text(chart.unit, "unit"),
            "kind": chart.kind,
            "zone": timezone.get_current_timezone_name(),
        },
    }


def _number(value: object) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float):
        raise TypeError(f"values has a {type(value).__name__}; give numbers or None")
    return value if math.isfinite(value) else None
