from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrot.exceptions import TriggerError
from carrot.triggers import Cron, occurrences

BERLIN = ZoneInfo("Europe/Berlin")
# Clocks went forward at 01:00 UTC on 29 March 2026 (02:00 became 03:00 in Berlin), and back
# at 01:00 UTC on 25 October (03:00 became 02:00). Each row: rule, from when, occurrences in UTC.
CLOCK_CHANGES = [
    ("30 2 * * *", "03-28 12:00", ["03-29 01:00", "03-30 00:30"]),
    ("0 3 * * *", "03-28 12:00", ["03-29 01:00", "03-30 01:00"]),
    ("0 12 * * *", "03-28 12:00", ["03-29 10:00", "03-30 10:00"]),
    ("30 2,3 * * *", "03-28 12:00", ["03-29 01:00", "03-29 01:30", "03-30 00:30"]),
    ("*/30 * * * *", "03-29 00:15", ["03-29 00:30", "03-29 01:00", "03-29 01:30"]),
    ("0 */2 * * *", "03-28 23:30", ["03-29 02:00", "03-29 04:00"]),
    ("30 2 * * *", "10-24 12:00", ["10-25 00:30", "10-26 01:30"]),
    ("0 3 * * *", "10-24 12:00", ["10-25 02:00", "10-26 02:00"]),
    ("0,30 2 * * *", "10-25 01:10", ["10-26 01:00", "10-26 01:30"]),
    ("*/30 * * * *", "10-24 23:45", ["10-25 00:00", "10-25 00:30", "10-25 01:00", "10-25 01:30"]),
    ("0 */2 * * *", "10-24 23:30", ["10-25 00:00", "10-25 01:00", "10-25 03:00"]),
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(("expression", "start", "expected"), CLOCK_CHANGES)
def test_cron_where_clocks_change(expression, start, expected):
    found = occurrences(
        Cron(expression=expression, time_zone="Europe/Berlin"), utc(start), len(expected)
    )

    assert found == [utc(each) for each in expected]


@settings(max_examples=50, deadline=None)
@given(
    minute=st.integers(0, 59),
    hour=st.integers(0, 23),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_a_fixed_hour_occurs_once_on_each_local_date_of_a_year(minute, hour, zone):
    trigger = Cron(expression=f"{minute} {hour} * * *", time_zone=zone)
    start = datetime(2025, 12, 31, 23, 59, 59, tzinfo=ZoneInfo(zone))

    dates = [each.astimezone(ZoneInfo(zone)).date() for each in occurrences(trigger, start, 365)]

    first = date(2026, 1, 1)
    assert dates == [first + timedelta(days=day) for day in range(365)]


@settings(max_examples=50, deadline=None)
@given(
    expression=st.sampled_from([row[0] for row in CLOCK_CHANGES] + ["15,45 1-3 * * *"]),
    seconds=st.integers(0, 2 * 24 * 3600),
)
def test_the_next_occurrence_is_always_later_also_in_the_doubled_hour(expression, seconds):
    moment = utc("10-24 00:00") + timedelta(seconds=seconds)
    trigger = Cron(expression=expression, time_zone="Europe/Berlin")

    assert trigger.next_after(moment) > moment


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("0 0 31 2 *", "never comes due"),
        ("0 0 30,31 2 */2", "never comes due"),
        ("* * * * * * *", "7 fields; give exactly five"),
        ("0 0 * * * *", "6 fields; give exactly five"),
        ("@daily", "1 fields; give exactly five"),
        ("", "0 fields; give exactly five"),
        ("61 * * * *", "wrong minute, '61'; give 0-59"),
        ("0 24 * * *", "wrong hour, '24'; give 0-23"),
        ("0 0 0 * *", "wrong day of month, '0'"),
        ("0 0 * 13 *", "wrong month, '13'"),
        ("0 0 * * 8", "wrong day of week, '8'"),
        ("*/0 * * * *", "wrong minute"),
        ("٣ * * * *", "wrong minute"),
        ("0 0 * * <b>", "wrong day of week"),
        ("1," * 99 + "1, * * * *", "longer than 200"),
    ],
)
def test_a_wrong_expression_is_refused_with_what_is_wrong(expression, words):
    with pytest.raises(TriggerError, match=words.replace("*", r"\*")):
        Cron(expression=expression)


@pytest.mark.parametrize(
    "expression", ["0 0 29 2 *", "0 0 31 2 MON", "0 0 L * *", "0 0 LW * *", "0 9 * * 5#3"]
)
def test_a_rare_day_is_accepted(expression):
    assert Cron(expression=expression).next_after(datetime(2026, 1, 1, tzinfo=UTC)) is not None


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "Europe", "../etc/passwd", "\0", "a" * 5000])
def test_a_wrong_time_zone_is_refused(name):
    with pytest.raises(TriggerError, match="no time zone; give a name such as 'Europe/Berlin'"):
        Cron(expression="* * * * *", time_zone=name)


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789*/,-#LWJANMON ", max_size=210))
def test_any_text_is_a_rule_or_refused_and_soon(text):
    began = time.perf_counter()
    try:
        trigger = Cron(expression=text, time_zone="Europe/Berlin")
    except TriggerError:
        pass
    else:
        occurrences(trigger, datetime(2026, 1, 1, tzinfo=UTC), 5)
        assert trigger.describe()
    assert time.perf_counter() - began < 5


def test_the_end_of_the_calendar_ends_a_cron():
    trigger = Cron(expression="0 0 1 1 *")

    assert trigger.next_after(datetime(9999, 6, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("* * * * *", "every minute"),
        ("*/5 * * * *", "every 5 minutes"),
        ("0 * * * *", "every hour"),
        ("0 */6 * * *", "every 6 hours"),
        ("30 2 * * *", "at 02:30 every day"),
        ("0 9 * * MON-FRI", "at 09:00 on Monday through Friday"),
        ("0 0 1 * *", "at 00:00 on the first day of every month"),
    ],
)
def test_a_cron_is_said_in_words(expression, words):
    trigger = Cron(expression=expression, time_zone="Europe/Berlin")

    assert trigger.describe() == f"{words} (Europe/Berlin)"


def test_a_rhythm_that_starts_over_each_hour_is_not_called_an_interval():
    assert "every 7 minutes" not in Cron(expression="*/7 * * * *").describe()


def test_occurrences_are_as_many_as_asked_for():
    start = datetime(2026, 1, 1, tzinfo=BERLIN)

    assert len(occurrences(Cron(expression="0 3 * * *"), start, 5)) == 5
    assert occurrences(Cron(expression="0 3 * * *"), start, 0) == []
