"""Dates, times, moments and durations, on the clock of Europe/Berlin."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import (
    AwareDatetime,
    FutureDate,
    FutureDatetime,
    NaiveDatetime,
    PastDate,
    PastDatetime,
)

from carrot.exceptions import ArgumentsError
from carrot.tasks.nodes import INVALID, Errors, node_for

BERLIN = ZoneInfo("Europe/Berlin")
WHEN = datetime(2024, 7, 1, 10, 0, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("annotation", "value", "data"),
    [
        (date, date(2024, 2, 29), "2024-02-29"),
        (time, time(13, 45), "13:45:00"),
        (time, time(1, 2, 3, 4, tzinfo=UTC), "01:02:03.000004+00:00"),
        (datetime, WHEN, "2024-07-01T10:00:00+02:00"),
        (datetime, datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00+00:00"),
        (timedelta, timedelta(seconds=90), "00:01:30"),
        (timedelta, timedelta(days=-1, microseconds=1), "-1 00:00:00.000001"),
        (timedelta, timedelta.max, "999999999 23:59:59.999999"),
    ],
)
def test_a_time_arrives_as_it_was(annotation: Any, value: Any, data: str) -> None:
    node, errors = node_for(annotation), Errors()

    assert node.encode(value) == data
    assert node.decode(data, (), errors) == value
    assert not errors


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (date, WHEN),
        (date, "2024-02-29"),
        (datetime, date(2024, 2, 29)),
        (time, WHEN),
        (timedelta, 90),
        (datetime, datetime(2024, 3, 31, 2, 30)),  # noqa: DTZ001 - it is the point
        (datetime, datetime(2024, 10, 27, 2, 30)),  # noqa: DTZ001
    ],
)
def test_what_is_no_such_time_is_not_sent(annotation: Any, value: Any) -> None:
    with pytest.raises(ArgumentsError):
        node_for(annotation).encode(value)


@pytest.mark.parametrize(
    ("annotation", "data"),
    [
        (date, ""),
        (date, None),
        (date, "2024-02-30"),
        (date, 20240229),
        (time, "25:00"),
        (datetime, "2024-07-01"),
        (datetime, "yesterday"),
        (datetime, None),
        (timedelta, "soon"),
        (timedelta, None),
        (timedelta, True),
        (timedelta, "9999999999 00:00:00"),
    ],
)
def test_what_is_no_such_time_is_an_error_at_its_place(annotation: Any, data: Any) -> None:
    errors = Errors()

    assert node_for(annotation).decode(data, ("when",), errors) is INVALID
    assert list(errors) == [("when",)]


@pytest.mark.parametrize("data", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_the_ends_of_the_calendar_break_nothing(data: str) -> None:
    node, errors = node_for(datetime), Errors()
    value = node.decode(data, (), errors)

    assert (value is INVALID) == bool(errors)
    assert isinstance(node.form(data), str)


def test_the_form_shows_and_reads_the_clock_of_the_project() -> None:
    node = node_for(datetime)
    elsewhere = datetime(2024, 7, 1, 4, 0, tzinfo=timezone(timedelta(hours=-4)))

    assert node.form(node.encode(elsewhere)) == "2024-07-01T10:00:00"
    assert node.decode("2024-07-01T10:00", (), Errors()) == WHEN
    assert "Europe/Berlin" in node.hint


def test_an_hour_that_the_clocks_skip_is_refused() -> None:
    errors = Errors()

    assert node_for(datetime).decode("2024-03-31T02:30", ("when",), errors) is INVALID
    assert "skip" in errors["when",]


def test_an_hour_that_comes_twice_needs_its_offset() -> None:
    node, errors = node_for(datetime), Errors()

    assert node.decode("2024-10-27T02:30", ("when",), errors) is INVALID
    assert "+02:00" in errors["when",]
    assert "+01:00" in errors["when",]
    second = node.decode("2024-10-27T02:30+01:00", (), Errors())
    assert second == datetime(2024, 10, 27, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", [WHEN.replace(microsecond=5), datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN, fold=1)]
)
def test_what_a_browser_cannot_show_gets_a_text_field_and_stays_exact(value: datetime) -> None:
    node = node_for(datetime)
    data = node.encode(value)
    fitting = node.fitting(data)

    assert "format" not in fitting.schema()
    # Two times in a repeated hour that differ in `fold` are never equal to Python.
    assert node.decode(fitting.form(data), (), Errors()).timestamp() == value.timestamp()


def test_a_naive_moment_is_one_on_the_clock_of_the_project() -> None:
    naive = datetime(2024, 7, 1, 10, 0)  # noqa: DTZ001 - it is the point

    assert node_for(datetime).encode(naive) == "2024-07-01T10:00:00+02:00"


def test_without_time_zones_naive_stays_naive_and_aware_stays_aware(settings: Any) -> None:
    settings.USE_TZ = False
    node = node_for(datetime)
    naive = datetime(2024, 3, 31, 2, 30)  # noqa: DTZ001 - it is the point

    assert node.decode(node.encode(naive), (), Errors()) == naive
    assert node.decode(node.encode(WHEN), (), Errors()) == WHEN
    assert node.hint == ""


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("1:30:00", 5400), ("2 12:00:00", 216_000), ("PT5M", 300)]
)
def test_durations_may_be_written_in_several_ways(text: str, seconds: int) -> None:
    assert node_for(timedelta).decode(text, (), Errors()) == timedelta(seconds=seconds)


@pytest.mark.parametrize("use_tz", [True, False])
def test_a_type_may_say_itself_whether_a_moment_has_a_zone(settings, use_tz):
    settings.USE_TZ = use_tz
    naive, aware = node_for(NaiveDatetime), node_for(AwareDatetime)
    for node in (naive, aware):
        assert node.schema() == {"type": "string", "format": "datetime-local"}
        assert node.fitting("2030-12-31T13:45:00.000001").schema().get("format") is None

    errors = Errors()
    plain = datetime.fromisoformat("2030-12-31T13:45")
    assert naive.decode("2030-12-31T13:45", (), errors) == plain
    assert naive.encode(plain) == "2030-12-31T13:45:00"
    assert aware.decode("2030-12-31T13:45", (), errors).utcoffset() is not None
    assert errors == {}

    naive.decode("2030-12-31T13:45+01:00", ("x",), errors)
    assert errors == {("x",): "Enter a time without an offset: 2030-12-31 13:45."}
    with pytest.raises(ArgumentsError, match="without a time zone"):
        naive.encode(datetime(2030, 12, 31, tzinfo=UTC))


@pytest.mark.parametrize(
    ("kind", "good", "bad", "said"),
    [
        (FutureDate, "2230-01-01", "2001-01-01", "After today."),
        (PastDate, "2001-01-01", "2230-01-01", "Before today."),
        (FutureDatetime, "2230-01-01T10:00", "2001-01-01T10:00", "In the future."),
        (PastDatetime, "2001-01-01T10:00", "2230-01-01T10:00", "In the past."),
    ],
)
def test_a_date_to_come_or_gone_has_its_control_and_says_so(kind, good, bad, said):
    node = node_for(kind)
    assert node.schema()["format"] in ("date", "datetime-local")
    assert said in node.hint
    errors = Errors()
    assert node.decode(good, (), errors) is not INVALID
    assert errors == {}
    assert node.decode(bad, ("x",), errors) is INVALID
    assert {"future", "past"} & set(errors[("x",)].rstrip(".").split())
