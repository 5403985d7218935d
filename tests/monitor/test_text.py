"""How times, lengths and strangers' text are put into words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from carrot.monitor import text
from carrot.monitor.arguments import summary
from carrot.monitor.keyset import Cursor

NOW = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "words"), [
    (0, "0 ms"), (0.0204, "20 ms"), (0.9996, "1.0 s"), (1, "1.0 s"), (8.44, "8.4 s"),
    (60, "1 min"), (123, "2 min 3 s"), (3600, "1 h"), (3900, "1 h 5 min"), (93_600, "1 d 2 h"),
    (-5, "0 ms"),
])  # fmt: skip
def test_a_length_of_time_has_two_units_at_most(seconds, words):
    assert text.duration(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(("seconds", "words"), [
    (0.5, "just now"), (-0.5, "just now"), (1, "1 s ago"), (59.9, "59 s ago"), (120, "2 min ago"),
    (-180, "in 3 min"), (7200, "2 h ago"), (-86_400, "in 1 d"), (40 * 86_400, "40 d ago"),
])  # fmt: skip
def test_a_moment_is_told_from_now(seconds, words):
    assert text.relative(NOW - timedelta(seconds=seconds), NOW) == words


def test_an_exact_moment_names_its_zone():
    assert text.exact(datetime(2026, 3, 29, 0, 30, tzinfo=UTC)) == (
        "2026-03-29 01:30:00 Europe/Berlin"
    )
    assert text.exact(datetime(2026, 3, 29, 1, 30, tzinfo=UTC)) == (
        "2026-03-29 03:30:00 Europe/Berlin"
    )


@pytest.mark.parametrize(("given", "shown"), [
    ("\x1b[1;31mred\x1b[0m", "red"),
    ("\x1b]8;;http://evil.test\x07link\x1b]8;;\x07", "link"),
    ("a\r\nb\rc\td", "a\nb\nc\td"),
    ("\u202egpj.exe", "[U+202E]gpj.exe"),
    ("\u2066x\u2069", "[U+2066]x[U+2069]"),
    ("bell\x07", "bell[U+0007]"),
    ("Grüße 漢字 👍", "Grüße 漢字 👍"),
])  # fmt: skip
def test_text_of_strangers_is_made_plain(given, shown):
    assert text.plain(given) == shown


@pytest.mark.parametrize(("document", "line"), [
    ({}, ""),
    ({"order": 1042, "warehouse": "Berlin"}, 'order=1042, warehouse="Berlin"'),
    ({"prices": [{"key": "book", "value": "9.99"}]}, 'prices={"book": "9.99"}'),
    ({"at": {"__type__": "date", "value": "2026-03-29"}}, 'at="2026-03-29"'),
    ({"password": "hunter2", "n": None}, "password=••••••, n=null"),
    ({"nested": {"api_key": "hunter2"}}, 'nested={"api_key": "••••••"}'),
    ("no object", ""),
])  # fmt: skip
def test_arguments_fit_on_one_line(document, line):
    assert summary(document) == line


def test_a_line_of_arguments_is_never_longer_than_asked():
    document = {f"name{number}": "x" * 1000 for number in range(1000)}
    assert len(summary(document, 80)) == 80


@pytest.mark.parametrize("text", ["0.1774785600000000.17", "3.0.1"])
def test_a_cursor_survives_the_address(text):
    assert str(Cursor.read(text)) == text


@pytest.mark.parametrize("text", ["", "0.1", "a.b.c", "0.1.2.3", "0.-1.2", "0.1.\uff11", "0.1.2 "])
def test_what_is_no_cursor_is_none(text):
    assert Cursor.read(text) is None
