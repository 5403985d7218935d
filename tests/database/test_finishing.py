"""Outcomes are recorded in groups, each fenced by its own attempt."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carrot.models import Attempt, FailureKind, MessageLog, Status
from carrot.models.outcome import Outcome

pytestmark = pytest.mark.django_db


def claimed(count: int) -> list[MessageLog]:
    now = timezone.now()
    rows = [MessageLog.objects.create(task="t", publish_time=now) for _ in range(count)]
    until = now + timedelta(seconds=30)
    ids = [row.uuid for row in rows]
    return MessageLog.objects.claim(ids, worker="w", now=now, lease_until=until)


def outcome(row: MessageLog, **values: object) -> Outcome:
    return Outcome(
        **{
            "message_id": row.uuid,
            "attempt": row.attempt,
            "ended_at": timezone.now(),
            **values,
        }
    )


def test_each_outcome_of_a_group_goes_to_its_own_row() -> None:
    rows = claimed(3)
    failed = outcome(rows[1], failure=FailureKind.ERROR, exception="ValueError: %s 100%")

    MessageLog.objects.finish_all(
        [outcome(rows[0], output="0"), failed, outcome(rows[2], output="2")]
    )

    for row in rows:
        row.refresh_from_db()
    assert [row.status for row in rows] == [Status.COMPLETED, Status.FAILED, Status.COMPLETED]
    assert [row.output for row in rows] == ["0", "", "2"]
    assert rows[1].exception == "ValueError: %s 100%"
    assert rows[1].failure_time == failed.ended_at
    assert [row.lease_until for row in rows] == [None] * 3
    assert not Attempt.objects.exists()


def test_an_outcome_that_comes_too_late_is_kept_aside_and_the_others_count() -> None:
    rows = claimed(2)
    now = timezone.now()
    MessageLog.objects.crashed(rows[0].uuid, 1, now=now, reason="gone", max_crashes=1)

    MessageLog.objects.finish_all([outcome(rows[0], output="late"), outcome(rows[1], output="1")])

    for row in rows:
        row.refresh_from_db()
    assert (rows[0].status, rows[0].failure_kind) == (Status.FAILED, FailureKind.LOST)
    assert rows[1].status == Status.COMPLETED
    assert [(each.output, each.late) for each in Attempt.objects.all()] == [("late", True)]


def test_a_group_that_is_recorded_twice_is_recorded_once() -> None:
    group = [outcome(row, output="x") for row in claimed(2)]

    MessageLog.objects.finish_all(group)
    MessageLog.objects.finish_all(group)

    assert not Attempt.objects.exists()
    assert MessageLog.objects.filter(status=Status.COMPLETED, output="x").count() == 2
