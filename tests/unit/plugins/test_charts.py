"""Charts of plugins: what cannot be drawn is refused, what can is given as it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from carrot.plugins import Chart, ChartPanel, Series

START = datetime(2030, 1, 1, tzinfo=UTC)
TIMES = [START, START + timedelta(hours=1)]


class Noise(ChartPanel):
    """One chart, of whatever the test gives it."""

    slug = "noise"
    title = "Noise"
    periods = {"day": "A day", "week": "A week"}

    def __init__(self, **given: object) -> None:
        self.given = {
            "title": "Loudness",
            "times": TIMES,
            "series": [Series(label="Street", values=[1, 2.5])],
            **given,
        }

    def get_charts(self, request, period):
        yield Chart(**{**self.given, "unit": period})


def test_the_numbers_reach_the_page_as_they_are(rf):
    context = Noise().get_context(rf.get("/"))

    (chart,) = context["charts"]
    assert chart["data"]["times"] == [START.timestamp(), START.timestamp() + 3600]
    assert chart["data"]["series"] == [{"label": "Street", "values": [1, 2.5], "look": ""}]
    assert chart["rows"] == [(TIMES[0], 1), (TIMES[1], 2.5)]


def test_what_is_no_number_is_a_gap(rf):
    given = Noise(series=[Series(label="Street", values=[None, float("nan")])])

    (chart,) = given.get_context(rf.get("/"))["charts"]

    assert chart["data"]["series"][0]["values"] == [None, None]
    assert chart["nothing"]


@pytest.mark.parametrize(
    ("asked", "told"), [("", "day"), ("?period=week", "week"), ("?period=century", "day")]
)
def test_a_period_that_is_not_offered_is_the_first(rf, asked, told):
    context = Noise().get_context(rf.get(f"/{asked}"))

    assert (context["period"], context["charts"][0]["unit"]) == (told, told)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "pie"}, "kind is 'pie'; give one of 'lines', 'bars'"),
        ({"times": [1, 2]}, "times has a int; give datetimes"),
        ({"times": TIMES * 1001}, "has over 2,000 times"),
        ({"series": [Series(label="Street", values=[1])]}, "'Street' has 1 values for 2 times"),
        ({"series": [Series(label="S", values=[1, "2"])]}, "values has a str; give numbers or"),
        ({"series": [Series(label="S", values=[1, 2], look="red")]}, "look is 'red'; give one"),
        ({"title": 3}, "title is a int; give a str"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_name(rf, given, said):
    with pytest.raises((TypeError, ValueError)) as raised:
        Noise(**given).get_context(rf.get("/"))

    assert said in str(raised.value)
