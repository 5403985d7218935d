"""What is known of the calls of a plugin: how many, how long, how they failed, which was slow."""

import logging

import pytest

from carrot.plugins import meters


@pytest.fixture(autouse=True)
def _clean():
    yield
    meters.forget("shop")


def test_calls_add_up_and_a_failure_is_remembered():
    meters.note("shop", "overview_cards", milliseconds=2, failure="no answer")
    meters.note("shop", "nav_links", milliseconds=3)

    reading = meters.read("shop")

    assert (reading.calls, reading.failures, reading.milliseconds) == (2, 1, 5)
    assert (reading.failure, reading.slow) == ("no answer", "")


def test_a_slow_call_is_logged_and_remembered(caplog):
    with caplog.at_level(logging.WARNING, "carrot"):
        meters.note("shop", "overview_cards", milliseconds=999)
        meters.note("shop", "overview_cards", milliseconds=2345)
        meters.note("shop", "overview_cards", milliseconds=1)

    assert meters.read("shop").slow == "overview_cards took 2.3 s"
    assert [each.getMessage() for each in caplog.records] == [
        "The plugin shop is slow: overview_cards took 2.3 s"
    ]
