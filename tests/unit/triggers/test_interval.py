from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrot.exceptions import TriggerError
from carrot.triggers import Interval, occurrences

ANCHOR = datetime(2026, 1, 1, 12, tzinfo=UTC)


@given(
    count=st.integers(1, 100_000),
    unit=st.sampled_from(["seconds", "minutes", "hours"]),
    passed=st.timedeltas(timedelta(), timedelta(days=36_525)),
)
def test_an_interval_occurs_at_whole_multiples_from_its_anchor(count, unit, passed):
    moment = ANCHOR + passed
    trigger = Interval(count=count, unit=unit, anchor=ANCHOR)

    found = trigger.next_after(moment)

    assert (found - ANCHOR) % trigger.length == timedelta()
    assert moment < found <= moment + trigger.length


def test_an_interval_does_not_drift_however_late_each_run_is_noticed():
    trigger = Interval(count=5, unit="seconds", anchor=ANCHOR)
    moment, found = ANCHOR, []

    for late in range(720):
        moment = trigger.next_after(moment) + timedelta(milliseconds=late)
        found.append(moment - timedelta(milliseconds=late))

    assert found == [ANCHOR + timedelta(seconds=5) * (k + 1) for k in range(720)]


def test_the_anchor_itself_is_the_first_occurrence_while_it_is_to_come():
    trigger = Interval(count=1, unit="days", anchor=ANCHOR)

    first = occurrences(trigger, ANCHOR - timedelta(days=9), 2)

    assert first == [ANCHOR, ANCHOR + timedelta(days=1)]


def test_a_day_is_24_hours_also_where_clocks_change():
    berlin = ZoneInfo("Europe/Berlin")
    trigger = Interval(count=1, unit="days", anchor=datetime(2026, 3, 28, 12, tzinfo=berlin))

    found = trigger.next_after(datetime(2026, 3, 28, 12, tzinfo=berlin))

    assert found.astimezone(berlin) == datetime(2026, 3, 29, 13, tzinfo=berlin)


@pytest.mark.parametrize("count", [0, -1, 1.5, True, "5", None])
def test_an_interval_that_never_passes_is_refused(count):
    with pytest.raises(TriggerError, match="at least 1"):
        Interval(count=count, unit="seconds", anchor=ANCHOR)


@pytest.mark.parametrize(
    ("count", "unit"), [(10**10, "seconds"), (2**31, "days"), (10**30, "hours"), (36_526, "days")]
)
def test_an_interval_beyond_all_calendars_is_refused(count, unit):
    with pytest.raises(TriggerError, match="at most 100 years"):
        Interval(count=count, unit=unit, anchor=ANCHOR)


def test_an_unknown_unit_is_refused_with_those_that_exist():
    with pytest.raises(TriggerError, match=r"'weeks'.*seconds, minutes, hours, days"):
        Interval(count=1, unit="weeks", anchor=ANCHOR)


def test_the_end_of_the_calendar_ends_an_interval():
    trigger = Interval(count=36_525, unit="days", anchor=ANCHOR)

    assert trigger.next_after(datetime(9999, 6, 1, tzinfo=UTC)) is None
    assert len(occurrences(trigger, ANCHOR, 1000)) < 100


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        Interval(count=1, unit="days", anchor=ANCHOR).next_after(ANCHOR.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("count", "unit", "words"),
    [(1, "minutes", "every minute"), (5, "minutes", "every 5 minutes"), (1, "days", "every day")],
)
def test_an_interval_is_said_in_words(count, unit, words):
    assert Interval(count=count, unit=unit, anchor=ANCHOR).describe() == words
