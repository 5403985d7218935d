from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from carrot.triggers import Once, occurrences

AT = datetime(2026, 3, 29, 2, 30, tzinfo=UTC)


def test_once_occurs_once():
    assert occurrences(Once(at=AT), AT - timedelta(days=1), 5) == [AT]


def test_once_does_not_occur_again_at_its_own_time_or_later():
    assert Once(at=AT).next_after(AT) is None
    assert Once(at=AT).next_after(AT + timedelta(seconds=1)) is None


def test_once_is_the_same_instant_in_any_time_zone():
    local = AT.astimezone(ZoneInfo("Asia/Tokyo"))

    assert Once(at=local).next_after(AT - timedelta(seconds=1)) == AT


def test_once_is_said_in_words():
    assert Once(at=AT).describe() == "once, on 2026-03-29 at 02:30 UTC"
