"""How long and how loudly a consumer waits for its broker."""

from __future__ import annotations

import pytest

from carrot.brokers.rabbitmq import backoff


@pytest.mark.parametrize("failures", [1, 2, 5, 9, 50, 10_000])
@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.999])
def test_a_delay_is_between_a_tenth_of_a_second_and_eight(failures, jitter):
    assert backoff.FIRST <= backoff.delay(failures, jitter=jitter) <= backoff.LONGEST


def test_delays_grow_to_the_longest():
    delays = [backoff.delay(failures, jitter=1.0) for failures in range(1, 12)]

    assert delays == sorted(delays)
    assert delays[0] == pytest.approx(0.2)
    assert delays[-1] == backoff.LONGEST


def test_two_that_failed_together_do_not_come_back_together():
    assert backoff.delay(8, jitter=0.1) != backoff.delay(8, jitter=0.9)


def test_one_line_in_five_seconds_is_let_through():
    murmur = backoff.Murmur()

    spoken = [second for second in range(100, 121) if murmur.may_speak(second)]

    assert spoken == [100, 105, 110, 115, 120]
