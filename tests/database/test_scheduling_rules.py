"""When a schedule runs next: after it is made, edited, switched off and on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from carrot.exceptions import TriggerError
from carrot.models import ScheduledTask
from carrot.scheduling import rules

NOW = datetime(2026, 5, 1, 12, 0, 0, 700_000, tzinfo=UTC)
SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.django_db


def made(**fields: object) -> ScheduledTask:
    defaults = {"task_name": "nightly", "task": "tests.project.tasks.nothing"}
    if "trigger" not in fields:
        defaults |= {"interval_count": 10, "interval_type": "minutes"}
    schedule = ScheduledTask(**{**defaults, **fields})
    rules.save(schedule, NOW)
    return stored(schedule)


def stored(schedule: ScheduledTask) -> ScheduledTask:
    return ScheduledTask.objects.get(pk=schedule.pk)


def test_a_new_interval_runs_first_when_it_has_passed_once():
    assert made().next_run_at == NOW.replace(microsecond=0) + timedelta(minutes=10)


def test_a_new_cron_runs_first_at_its_next_match():
    schedule = made(trigger="cron", cron="30 14 * * *", time_zone="UTC")

    assert schedule.next_run_at == NOW.replace(hour=14, minute=30, second=0, microsecond=0)


def test_a_cron_without_a_time_zone_gets_the_project_s():
    schedule = made(trigger="cron", cron="30 14 * * *")

    assert schedule.time_zone == "Europe/Berlin"
    assert timezone.localtime(schedule.next_run_at).hour == 14


def test_a_new_schedule_for_once_runs_at_its_time():
    assert made(trigger="once", run_at=NOW + SECOND).next_run_at == NOW + SECOND


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"trigger": "once", "run_at": NOW}, "lies in the past"),
        ({"trigger": "once"}, "give a time"),
        ({"trigger": "interval", "interval_type": "minutes"}, "no length"),
        ({"trigger": "interval", "interval_type": "", "interval_count": 1}, "no unit"),
        ({"trigger": "interval", "interval_type": "days", "interval_count": 0}, "never passes"),
        ({"trigger": "cron", "cron": "0 0 31 2 *"}, "never comes due"),
        ({"trigger": "cron", "cron": "* * * * * * *"}, "exactly five"),
        ({"trigger": "cron", "cron": "* * * * *", "time_zone": "Mars"}, "no time zone"),
        ({"trigger": "moon"}, "no kind of time rule"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_refused_and_nothing_is_saved(fields, words):
    with pytest.raises(TriggerError, match=words):
        made(**fields)

    assert not ScheduledTask.objects.exists()


def test_editing_the_rule_counts_from_the_edit():
    schedule = made()
    schedule.interval_count = 3
    later = NOW + timedelta(minutes=7)

    rules.save(schedule, later)

    assert stored(schedule).next_run_at == later.replace(microsecond=0) + timedelta(minutes=3)


def test_editing_anything_else_keeps_the_next_run():
    schedule = made()
    due = schedule.next_run_at
    schedule.arguments, schedule.queue = {"a": 1}, "money"

    rules.save(schedule, NOW + timedelta(minutes=7))

    assert stored(schedule).next_run_at == due


def test_an_edit_does_not_bring_back_an_occurrence_that_was_fired_meanwhile():
    schedule = made()
    due = schedule.next_run_at
    after = due + timedelta(minutes=10)
    ScheduledTask.objects.advance(schedule.pk, due_at=due, next_run_at=after, fired=True)
    schedule.queue = "money"

    rules.save(schedule, due + SECOND)

    assert stored(schedule).next_run_at == after
    assert stored(schedule).last_run_at == due


def test_a_pause_is_not_made_up_for_and_keeps_the_rhythm():
    schedule = made()
    rules.switch([schedule.pk], NOW, active=False)
    assert stored(schedule).next_run_at is None

    assert rules.switch([schedule.pk], NOW + timedelta(days=9, minutes=1), active=True) == 1

    expected = NOW.replace(microsecond=0) + timedelta(days=9, minutes=10)
    assert stored(schedule).next_run_at == expected


def test_switching_counts_only_what_changed():
    schedule = made()

    assert rules.switch([schedule.pk, 12345], NOW, active=True) == 0
    assert rules.switch([schedule.pk], NOW, active=False) == 1


def test_a_past_once_cannot_be_switched_on_and_the_error_names_it():
    schedule = made(trigger="once", run_at=NOW + SECOND)
    rules.switch([schedule.pk], NOW, active=False)

    with pytest.raises(TriggerError, match=r"nightly: .*lies in the past"):
        rules.switch([schedule.pk], NOW + SECOND, active=True)


def test_an_edit_lets_a_held_schedule_go():
    schedule = made()
    ScheduledTask.objects.hold([schedule.pk], "its task is gone")

    rules.save(stored(schedule), NOW)

    assert stored(schedule).held == ""


def test_a_preview_is_what_saving_would_do_and_changes_nothing():
    schedule = made(active=False)
    schedule.interval_count = 3

    shown = rules.preview(schedule, NOW)

    start = NOW.replace(microsecond=0)
    assert shown == [start + timedelta(minutes=3) * k for k in range(1, 6)]
    assert (schedule.active, schedule.next_run_at) == (False, None)
    schedule.active = True
    rules.save(schedule, NOW)
    assert stored(schedule).next_run_at == shown[0]


def test_a_preview_of_a_rule_that_ends_is_short():
    schedule = ScheduledTask(trigger="once", run_at=NOW + SECOND)

    assert rules.preview(schedule, NOW) == [NOW + SECOND]


def test_a_schedule_with_a_broken_rule_can_be_switched_off():
    schedule = made()
    ScheduledTask.objects.update(interval_count=0)

    assert rules.switch([schedule.pk], NOW, active=False) == 1

    assert not stored(schedule).active


def test_saving_does_not_bring_back_what_was_deleted():
    schedule = made()
    ScheduledTask.objects.all().delete()

    with pytest.raises(DatabaseError):
        rules.save(schedule, NOW)

    assert not ScheduledTask.objects.exists()
