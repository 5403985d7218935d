"""How many messages are held at hand: many while tasks are tiny, none when one is long."""

from __future__ import annotations

from carrot.worker.pace import MOST, Pace


def after(*seconds: float) -> Pace:
    pace = Pace()
    for each in seconds:
        pace.note(each)
    return pace


def test_nothing_is_held_before_anything_is_known() -> None:
    pace = Pace()

    assert (pace.ahead(8), pace.tiny, pace.slow) == (0, False, False)


def test_tiny_tasks_are_held_at_hand_up_to_a_limit() -> None:
    assert after(*[0.001] * 5).ahead(1) == 50
    assert after(*[0.001] * 5).ahead(8) == MOST
    assert after(*[0.001] * 5).tiny


def test_one_long_task_ends_it_at_once_and_several_tiny_ones_begin_it_again() -> None:
    pace = after(*[0.001] * 100, 2.0)
    assert (pace.ahead(8), pace.slow, pace.tiny) == (0, True, False)

    for _ in range(40):
        pace.note(0.001)

    assert pace.tiny
    assert pace.ahead(8) > 0
