"""The ledger: every change of status is won by one, and the evidence of attempts is kept."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from carrot.models import Attempt, FailureKind, MessageLog, Status
from carrot.models.outcome import Outcome

NOW = timezone.make_aware(datetime(2026, 5, 1, 12, 0))  # noqa: DTZ001
LATER = NOW + timedelta(seconds=30)


def waiting(**fields: object) -> MessageLog:
    return MessageLog.objects.create(**{"task": "shop.refund", "publish_time": NOW, **fields})


def claimed(**fields: object) -> MessageLog:
    row = waiting(**fields)
    (won,) = MessageLog.objects.claim([row.uuid], worker="w1", now=NOW, lease_until=LATER)
    return won


def outcome(row: MessageLog, **fields: object) -> Outcome:
    return Outcome(
        **{"message_id": row.uuid, "attempt": row.attempt, "ended_at": LATER, **fields}  # type: ignore[arg-type]
    )


def fresh(row: MessageLog) -> MessageLog:
    return MessageLog.objects.get(pk=row.pk)


@pytest.mark.django_db
class TestClaiming:
    def test_the_winner_gets_the_first_attempt_and_a_lease(self) -> None:
        row = fresh(claimed())

        assert (row.status, row.attempt, row.worker) == (Status.IN_PROGRESS, 1, "w1")
        assert (row.start_time, row.lease_until) == (NOW, LATER)

    def test_a_running_message_is_not_claimed_again(self) -> None:
        row = claimed()

        assert MessageLog.objects.claim([row.uuid], worker="w2", now=NOW, lease_until=LATER) == []
        assert fresh(row).worker == "w1"

    def test_an_ended_message_is_not_claimed(self) -> None:
        row = claimed()
        MessageLog.objects.finish(outcome(row))

        assert MessageLog.objects.claim([row.uuid], worker="w2", now=NOW, lease_until=LATER) == []

    def test_a_message_that_is_held_back_is_not_claimed_before_its_time(self) -> None:
        row = waiting(not_before=LATER)

        assert MessageLog.objects.claim([row.uuid], worker="w", now=NOW, lease_until=LATER) == []
        assert MessageLog.objects.claim([row.uuid], worker="w", now=LATER, lease_until=LATER)

    def test_an_unknown_id_is_nobodys(self) -> None:
        assert MessageLog.objects.claim([uuid4()], worker="w", now=NOW, lease_until=LATER) == []

    def test_rows_won_come_in_the_order_asked_for(self) -> None:
        ids = [waiting().uuid for _ in range(5)]
        asked = [ids[3], ids[0], ids[4], ids[0]]

        won = MessageLog.objects.claim(asked, worker="w", now=NOW, lease_until=LATER)

        assert [row.uuid for row in won] == [ids[3], ids[0], ids[4]]

    def test_the_next_of_a_queue_is_the_oldest_of_the_highest_priority(self) -> None:
        low, high, second = waiting(), waiting(priority=9), waiting(priority=9)
        waiting(queue="other", priority=31)

        won = MessageLog.objects.claim_next(["default"], 2, worker="w", now=NOW, lease_until=LATER)

        assert [row.pk for row in won] == [high.pk, second.pk]
        assert fresh(low).status == Status.PUBLISHED

    def test_claiming_a_group_costs_the_same_number_of_queries(
        self, django_assert_max_num_queries
    ) -> None:
        ids = [waiting().uuid for _ in range(50)]

        with django_assert_max_num_queries(4):
            MessageLog.objects.claim(ids, worker="w", now=NOW, lease_until=LATER)


@pytest.mark.django_db
class TestEnding:
    def test_a_completed_attempt_is_recorded(self) -> None:
        row = claimed()

        assert MessageLog.objects.finish(outcome(row, output="42"))
        ended = fresh(row)
        assert (ended.status, ended.output, ended.completion_time) == (
            Status.COMPLETED,
            "42",
            LATER,
        )
        assert ended.duration == timedelta(seconds=30)

    def test_a_failed_attempt_is_recorded(self) -> None:
        row = claimed()

        MessageLog.objects.finish(
            outcome(row, failure=FailureKind.ERROR, exception="ValueError: x", traceback="tb")
        )

        ended = fresh(row)
        assert (ended.status, ended.failure_kind) == (Status.FAILED, FailureKind.ERROR)
        assert (ended.exception, ended.traceback, ended.failure_time) == (
            "ValueError: x",
            "tb",
            LATER,
        )

    def test_a_stale_workers_result_is_evidence_and_never_the_result(self) -> None:
        row = claimed()
        MessageLog.objects.reap(now=LATER + timedelta(seconds=1), max_crashes=3)
        MessageLog.objects.claim([row.uuid], worker="w2", now=LATER, lease_until=LATER)

        assert not MessageLog.objects.finish(outcome(row, output="late"))

        assert (fresh(row).status, fresh(row).output) == (Status.IN_PROGRESS, "")
        late = Attempt.objects.get(late=True)
        assert (late.number, late.output, late.completed) == (1, "late", True)

    def test_the_same_end_twice_is_recorded_once(self) -> None:
        row = claimed()

        assert MessageLog.objects.finish(outcome(row, output="1"))
        assert not MessageLog.objects.finish(outcome(row, output="2"))
        assert fresh(row).output == "1"

    def test_the_end_of_a_deleted_message_is_dropped(self) -> None:
        row = claimed()
        MessageLog.objects.filter(pk=row.pk).delete()

        assert not MessageLog.objects.finish(outcome(row))

    def test_a_released_attempt_does_not_count(self) -> None:
        row = claimed()

        assert MessageLog.objects.release(row.uuid, row.attempt, not_before=LATER)

        given_back = fresh(row)
        assert (given_back.status, given_back.attempt, given_back.not_before) == (
            Status.PUBLISHED,
            0,
            LATER,
        )
        assert given_back.sent_at is None
        assert not MessageLog.objects.release(row.uuid, row.attempt)


@pytest.mark.django_db
class TestCrashing:
    def test_a_crash_lets_the_message_wait_again_and_keeps_the_evidence(self) -> None:
        row = claimed(sent_at=NOW)

        status = MessageLog.objects.crashed(
            row.uuid, row.attempt, now=LATER, reason="killed by signal 9", max_crashes=3
        )

        again = fresh(row)
        assert status == again.status == Status.PUBLISHED
        assert (again.crashes, again.sent_at, again.attempt) == (1, None, 1)
        kept = Attempt.objects.get()
        assert (kept.number, kept.worker, kept.exception) == (1, "w1", "killed by signal 9")
        assert (kept.failure_kind, kept.end_time) == (FailureKind.LOST, LATER)

    def test_the_third_crash_ends_a_message_as_lost(self) -> None:
        row = claimed()
        for number in (1, 2):
            MessageLog.objects.crashed(row.uuid, number, now=LATER, reason="died", max_crashes=3)
            MessageLog.objects.claim([row.uuid], worker="w", now=LATER, lease_until=LATER)

        status = MessageLog.objects.crashed(row.uuid, 3, now=LATER, reason="died", max_crashes=3)

        ended = fresh(row)
        assert status == ended.status == Status.FAILED
        assert ended.failure_kind == FailureKind.LOST
        assert ended.exception.startswith("died (3 times")
        assert Attempt.objects.count() == 2

    def test_a_crash_of_an_attempt_that_is_over_changes_nothing(self) -> None:
        row = claimed()
        MessageLog.objects.finish(outcome(row))

        status = MessageLog.objects.crashed(
            row.uuid, row.attempt, now=LATER, reason="died", max_crashes=3
        )

        assert status is None
        assert fresh(row).status == Status.COMPLETED

    def test_the_reaper_takes_only_what_has_outlived_its_lease(self) -> None:
        dead, alive = claimed(), claimed()
        MessageLog.objects.beat([alive.uuid], worker="w1", lease_until=LATER + timedelta(minutes=1))

        assert len(MessageLog.objects.reap(now=LATER + timedelta(seconds=1), max_crashes=3)) == 1

        assert fresh(dead).status == Status.PUBLISHED
        assert fresh(alive).status == Status.IN_PROGRESS

    def test_a_lease_renewed_while_the_reaper_is_at_work_is_left_alone(self) -> None:
        row = claimed()
        renewed: list[int] = []

        def renew_after_the_first_look(execute, *statement):  # type: ignore[no-untyped-def]
            found = execute(*statement)
            if not renewed:
                renewed.append(0)
                until = LATER + timedelta(minutes=1)
                renewed[0] = MessageLog.objects.beat([row.uuid], worker="w1", lease_until=until)
            return found

        with connection.execute_wrapper(renew_after_the_first_look):
            reaped = MessageLog.objects.reap(now=LATER + timedelta(seconds=1), max_crashes=3)

        assert (reaped, renewed) == ({}, [1])
        assert fresh(row).status == Status.IN_PROGRESS

    def test_a_worker_prolongs_only_its_own_leases(self) -> None:
        row = claimed()

        assert MessageLog.objects.beat([row.uuid], worker="w2", lease_until=LATER) == 0
        assert MessageLog.objects.beat([row.uuid], worker="w1", lease_until=LATER) == 1


@pytest.mark.django_db
class TestPeople:
    def test_requeueing_keeps_what_the_failed_attempt_said(self) -> None:
        row = claimed(sent_at=NOW)
        MessageLog.objects.finish(
            outcome(row, failure=FailureKind.ERROR, exception="ValueError: x", traceback="tb")
        )

        assert MessageLog.objects.filter(pk=row.pk).requeue(now=LATER) == 1

        again = fresh(row)
        assert (again.status, again.sent_at, again.exception) == (Status.PUBLISHED, None, "")
        kept = Attempt.objects.get()
        assert (kept.exception, kept.traceback, kept.completed) == ("ValueError: x", "tb", False)

    def test_what_waits_or_runs_is_not_requeued(self) -> None:
        waiting()
        claimed()

        assert MessageLog.objects.all().requeue(now=LATER) == 0

    def test_only_what_waits_is_cancelled(self) -> None:
        running, idle = claimed(), waiting()

        assert MessageLog.objects.all().cancel(now=LATER) == 1
        assert fresh(idle).status == Status.CANCELLED
        assert fresh(running).status == Status.IN_PROGRESS

    def test_only_what_has_ended_is_deleted(self) -> None:
        running, idle, over = claimed(), waiting(), claimed()
        MessageLog.objects.finish(outcome(over))

        assert MessageLog.objects.all().delete_ended() == 1
        assert {row.pk for row in MessageLog.objects.all()} == {running.pk, idle.pk}


@pytest.mark.django_db
class TestSending:
    def test_what_is_due_and_not_sent_is_the_relays(self) -> None:
        old = waiting(publish_time=NOW - timedelta(minutes=1))
        new, held, sent = waiting(), waiting(not_before=LATER), waiting(sent_at=NOW)

        assert list(MessageLog.objects.unsent(NOW)) == [old, new]
        assert MessageLog.objects.mark_sent([old.uuid, sent.uuid], now=NOW) == 1
        assert MessageLog.objects.mark_sent([held.uuid], now=NOW, not_before=LATER) == 1
        assert list(MessageLog.objects.unsent(LATER)) == [new]

    def test_a_late_note_that_it_was_sent_does_not_hide_a_message_that_was_given_back(self) -> None:
        row = claimed()
        MessageLog.objects.release(row.uuid, row.attempt)

        assert MessageLog.objects.mark_sent([row.uuid], now=LATER) == 0

        assert list(MessageLog.objects.unsent(LATER)) == [row]
        assert MessageLog.objects.claim([row.uuid], worker="w", now=NOW, lease_until=LATER)

    def test_a_late_note_does_not_hide_a_message_whose_worker_died(self) -> None:
        row = claimed()
        MessageLog.objects.crashed(row.uuid, row.attempt, now=LATER, reason="killed", max_crashes=3)

        assert MessageLog.objects.mark_sent([row.uuid], now=LATER) == 0

        assert list(MessageLog.objects.unsent(LATER)) == [row]

    def test_a_refused_message_has_failed_with_the_reason(self) -> None:
        row = waiting()

        assert MessageLog.objects.refuse(row.uuid, now=LATER, reason="too large")

        refused = fresh(row)
        assert (refused.status, refused.failure_kind) == (Status.FAILED, FailureKind.REFUSED)
        assert (refused.exception, refused.failure_time) == ("too large", LATER)

    def test_what_a_worker_has_is_not_refused_or_held_back(self) -> None:
        row = claimed()

        assert not MessageLog.objects.refuse(row.uuid, now=LATER, reason="too large")
        assert MessageLog.objects.hold_back([row.uuid], until=LATER) == 0

    def test_what_is_held_back_is_not_the_relays_until_then(self) -> None:
        row = waiting()

        assert MessageLog.objects.hold_back([row.uuid], until=LATER) == 1

        assert not MessageLog.objects.unsent(NOW).exists()
        assert list(MessageLog.objects.unsent(LATER)) == [row]


@pytest.mark.django_db(transaction=True)
def test_many_claimers_share_out_the_messages_without_a_double() -> None:
    ids = [waiting().uuid for _ in range(40)]
    won: list[MessageLog] = []
    faults: list[BaseException] = []

    def claim(worker: str) -> None:
        try:
            while batch := MessageLog.objects.claim_next(
                ["default"], 3, worker=worker, now=NOW, lease_until=LATER
            ):
                won.extend(batch)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    claimers = [threading.Thread(target=claim, args=(f"w{n}",)) for n in range(8)]
    for each in claimers:
        each.start()
    for each in claimers:
        each.join(60)

    assert faults == []
    assert sorted(row.uuid for row in won) == sorted(ids)
    assert set(MessageLog.objects.values_list("attempt", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_noting_what_was_sent_does_not_wait_for_a_worker_that_is_taking_it() -> None:
    if not connection.features.has_select_for_update_skip_locked:
        pytest.skip("the database has no row locks")
    taken, other = waiting(), waiting()
    noted: list[int] = []

    def note() -> None:
        noted.append(MessageLog.objects.mark_sent([taken.uuid, other.uuid], now=NOW))
        connection.close()

    with transaction.atomic():
        MessageLog.objects.claim([taken.uuid], worker="w", now=NOW, lease_until=LATER)
        thread = threading.Thread(target=note)
        thread.start()
        thread.join(10)
        assert noted == [1]

    assert list(MessageLog.objects.unsent(LATER)) == []
