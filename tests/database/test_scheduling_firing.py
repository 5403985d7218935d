"""Each occurrence is fired once, by whatever number of schedulers."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.db.models.signals import pre_save
from django.utils import timezone

from carrot.exceptions import ConfigurationError
from carrot.models import MessageLog, ScheduledTask
from carrot.scheduling import rules, scheduler
from carrot.scheduling.firing import fire, run_now
from carrot.scheduling.scheduler import Scheduler, tick
from carrot.signals import schedule_fired

ADD = "tests.project.tasks.add"
NOW = timezone.now().replace(microsecond=0)


def made(name: str = "sums", *, due: datetime | None = None, **fields: object) -> ScheduledTask:
    """A schedule of every ten seconds, due since `due`."""
    defaults = {"task": ADD, "arguments": {"a": 1}}
    if "trigger" not in fields:
        defaults |= {"interval_count": 10, "interval_type": "seconds"}
    schedule = ScheduledTask(task_name=name, **{**defaults, **fields})
    rules.save(schedule, NOW - timedelta(days=1))
    if due is not None:
        ScheduledTask.objects.filter(pk=schedule.pk).update(next_run_at=due)
    return fresh(schedule)


def fresh(schedule: ScheduledTask) -> ScheduledTask:
    return ScheduledTask.objects.get(pk=schedule.pk)


def test_a_due_schedule_publishes_its_task_with_its_options(db):
    schedule = made(due=NOW, queue="money", priority=9, arguments={"a": 4, "b": 5})

    tick()

    row = MessageLog.objects.get()
    assert (row.task, row.arguments, row.queue, row.priority) == (ADD, {"a": 4, "b": 5}, "money", 9)
    assert (row.scheduled_task, row.due_at) == (schedule, NOW)
    assert fresh(schedule).last_run_at == NOW


def test_a_turn_is_one_query_whatever_the_number_of_schedules(db, django_assert_num_queries):
    later = timezone.now() + timedelta(hours=1)
    for number in range(30):
        made(f"sums {number}", due=later)

    with django_assert_num_queries(1):
        assert tick() == scheduler.LONGEST_SLEEP


def test_the_query_of_a_turn_uses_its_index(db):
    made(due=timezone.now() + timedelta(hours=1))
    upcoming = ScheduledTask.objects.filter(active=True, next_run_at__isnull=False)

    plan = upcoming.order_by("next_run_at", "id")[:10].explain()

    if connection.vendor == "sqlite":  # PostgreSQL reads a table of one row as a whole
        assert "carrot_next_runs" in plan


def test_it_sleeps_until_the_next_is_due_and_at_most_a_second(db):
    made(due=timezone.now() + timedelta(seconds=0.9))

    assert 0 < tick() <= 0.9
    assert not MessageLog.objects.exists()


def test_missed_occurrences_become_one_run_and_the_rhythm_is_kept(db):
    schedule = made(due=NOW - timedelta(minutes=3))

    tick()
    tick()

    row = MessageLog.objects.get()
    after = fresh(schedule)
    assert row.due_at == NOW - timedelta(minutes=3)
    assert timezone.now() < after.next_run_at <= timezone.now() + timedelta(seconds=10)
    assert (after.next_run_at - after.anchor) % timedelta(seconds=10) == timedelta()


def test_a_restart_forgets_nothing(db):
    schedule = made(trigger="cron", cron="0 3 * * *", time_zone="UTC")
    missed = schedule.next_run_at

    fire(schedule, missed + timedelta(hours=5))

    assert MessageLog.objects.get().due_at == missed
    assert fresh(schedule).next_run_at == missed + timedelta(days=1)


def test_once_is_over_when_it_has_run(db):
    at = NOW - timedelta(seconds=1)
    schedule = made(trigger="once", run_at=at)

    tick()
    tick()

    assert MessageLog.objects.get().due_at == at
    assert (fresh(schedule).active, fresh(schedule).next_run_at) == (False, None)


def test_a_schedule_that_is_switched_off_is_not_fired(db):
    schedule = made(due=NOW)
    rules.switch([schedule.pk], NOW, active=False)

    tick()

    assert not MessageLog.objects.exists()


def test_an_edit_counts_from_the_next_turn(db):
    schedule = made(due=timezone.now() + timedelta(hours=1))
    tick()

    schedule.trigger, schedule.run_at = "once", timezone.now() - timedelta(seconds=1)
    rules.save(schedule, timezone.now() - timedelta(minutes=1))
    tick()

    assert MessageLog.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"task": "shop.tasks.removed"}, "No task 'shop.tasks.removed' is registered"),
        ({"task": "os.system", "arguments": {"command": "true"}}, "No task 'os.system'"),
        ({"arguments": {"a": 1, "gone": 2}}, "gone"),
        ({"arguments": {}}, "a: "),
        ({"arguments": ["a"]}, "JSON object"),
        ({"priority": 77}, "0 to 31"),
    ],
)
def test_what_does_not_fit_is_held_with_the_reason_and_goes_on(db, fields, reason):
    schedule = made(due=NOW)
    ScheduledTask.objects.filter(pk=schedule.pk).update(**fields)

    tick()

    held = fresh(schedule)
    assert not MessageLog.objects.exists()
    assert reason in held.held
    assert held.active
    assert held.next_run_at > NOW
    assert held.last_run_at is None


def test_a_rule_that_cannot_be_followed_is_switched_off_with_the_reason(db):
    schedule = made(due=NOW)
    ScheduledTask.objects.filter(pk=schedule.pk).update(interval_count=0)

    tick()

    assert not fresh(schedule).active
    assert "at least 1" in fresh(schedule).held


def test_broken_schedules_do_not_stop_the_others(db):
    for number in range(3):
        made(f"broken {number}", due=NOW - timedelta(minutes=1), task="shop.tasks.removed")
    made("whole", due=NOW)

    tick()

    assert MessageLog.objects.get().scheduled_task.task_name == "whole"


def test_an_error_that_nobody_foresaw_holds_its_schedule_and_stops_no_other(db):
    def fail(instance, **_):
        if instance.queue == "broken":
            raise RuntimeError("a receiver of the project")

    made("broken", due=NOW - timedelta(minutes=1), queue="broken")
    made("whole", due=NOW)
    pre_save.connect(fail, sender=MessageLog)
    try:
        tick()
    finally:
        pre_save.disconnect(fail, sender=MessageLog)

    assert MessageLog.objects.get().scheduled_task.task_name == "whole"
    broken = ScheduledTask.objects.get(task_name="broken")
    assert "RuntimeError: a receiver of the project" in broken.held
    assert broken.next_run_at > NOW


def test_a_held_schedule_is_fired_again_when_it_fits(db):
    schedule = made(due=NOW)
    ScheduledTask.objects.hold([schedule.pk], "its task was gone")

    tick()

    assert MessageLog.objects.count() == 1
    assert fresh(schedule).held == ""


def test_a_held_schedule_is_logged_once_and_not_at_each_occurrence(db, caplog):
    schedule = made(due=NOW, task="shop.tasks.removed")

    with caplog.at_level(logging.WARNING, "carrot"):
        for _ in range(5):
            fire(fresh(schedule), fresh(schedule).next_run_at)

    assert len([line for line in caplog.messages if "is not fired" in line]) == 1


def test_an_occurrence_that_has_a_row_is_not_fired_again(db):
    schedule = made(due=NOW)
    fire(schedule, timezone.now())
    # As a whole-row save() of a form that was opened before would do.
    ScheduledTask.objects.filter(pk=schedule.pk).update(next_run_at=NOW)

    tick()

    assert MessageLog.objects.count() == 1
    assert fresh(schedule).next_run_at > NOW
    assert fresh(schedule).held == ""


def test_run_now_publishes_and_leaves_the_rule_alone(db):
    schedule = made(due=timezone.now() + timedelta(hours=1))
    before = schedule.next_run_at

    rows = [run_now(schedule), run_now(schedule)]

    assert {(row.scheduled_task, row.due_at) for row in rows} == {(schedule, None)}
    assert fresh(schedule).next_run_at == before


def test_firing_is_signalled_with_schedule_and_message(db):
    seen = []

    def receiver(schedule, message, **_):
        seen.append((schedule, message))

    made(due=NOW)
    schedule_fired.connect(receiver)
    try:
        tick()
    finally:
        schedule_fired.disconnect(receiver)

    assert seen == [(ScheduledTask.objects.get(), MessageLog.objects.get())]


def test_a_schedule_saved_without_a_plan_is_adopted(db):
    ScheduledTask.objects.create(
        task_name="fixture", task=ADD, arguments={"a": 1}, interval_count=5, interval_type="seconds"
    )
    ScheduledTask.objects.create(task_name="broken", task=ADD, interval_count=0)

    Scheduler().step()

    assert ScheduledTask.objects.get(task_name="fixture").next_run_at > NOW
    assert ScheduledTask.objects.get(task_name="broken").held


def test_wrong_settings_skip_no_occurrence(db, settings):
    schedule = made(due=NOW)
    settings.CARROT = {"nonsense": 1}

    with pytest.raises(ConfigurationError, match="nonsense"):
        Scheduler().step()

    assert (fresh(schedule).next_run_at, fresh(schedule).held) == (NOW, "")


@pytest.mark.django_db(transaction=True)
def test_many_schedulers_fire_each_occurrence_once():
    schedules = [made(f"sums {number}", due=NOW - timedelta(seconds=5)) for number in range(5)]
    occurrences = 12
    start = threading.Barrier(4)
    faults: list[BaseException] = []

    def run() -> None:
        try:
            start.wait(10)
            for step in range(occurrences):
                for schedule in schedules:
                    # Each takes what it read as due now, as schedulers with skewed clocks do.
                    row = fresh(schedule)
                    fire(row, row.next_run_at + timedelta(milliseconds=step))
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not faults
    for schedule in schedules:
        due = sorted(
            MessageLog.objects.filter(scheduled_task=schedule).values_list("due_at", flat=True)
        )
        assert len(due) == len(set(due)) >= occurrences
        gaps = {later - earlier for earlier, later in pairwise(due[1:])}
        assert gaps == {timedelta(seconds=10)}
        assert fresh(schedule).last_run_at == due[-1]


@pytest.mark.django_db(transaction=True)
def test_a_firing_whose_publishing_fails_leaves_neither_message_nor_step():
    schedule = made(due=NOW)

    with transaction.atomic():
        fire(schedule, timezone.now())
        transaction.set_rollback(True)

    assert not MessageLog.objects.exists()
    assert fresh(schedule).next_run_at == NOW


def test_clock_changes_reach_the_schedule(db):
    schedule = made(trigger="cron", cron="30 2 * * *", time_zone="Europe/Berlin")
    before_the_gap = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    ScheduledTask.objects.filter(pk=schedule.pk).update(next_run_at=before_the_gap)

    fire(fresh(schedule), before_the_gap)

    assert fresh(schedule).next_run_at == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
