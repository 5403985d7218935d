"""The bundled plugin `housekeeping`: what ended long ago is shown, and deleted by a task."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from carrot.models import Attempt, LogEntry, MessageLog, ScheduledTask, Status
from carrot.plugins import Card, calls
from carrot.tasks import registry
from carrot.testing import registered
from carrot_plugins import housekeeping

NAME = "carrot_plugins.housekeeping.prune"


@pytest.fixture
def plugin():
    with registered(housekeeping, "housekeeping-here") as record:
        yield record


def ended(days: float, status: Status = Status.COMPLETED) -> MessageLog:
    then = timezone.now() - timedelta(days=days)
    field = "completion_time" if status == Status.COMPLETED else "failure_time"
    return MessageLog.objects.create(
        task="store.tasks.refund", status=status, publish_time=then, attempt=1, **{field: then}
    )


def card(plugin, rf) -> Card:
    given = list(calls.gather("overview_cards", Card, request=rf.get("/")))
    assert [each.error for each in given if each.plugin == plugin.name and each.error] == []
    (found,) = [each.value for each in given if each.plugin == plugin.name]
    return found


def test_prune_is_a_task_with_a_form(plugin):
    assert registry.get(NAME).function is housekeeping.prune


@pytest.mark.django_db
class TestPrune:
    def test_what_ended_long_ago_goes_with_its_logs_and_attempts(self):
        old, new = ended(31), ended(29)
        for row in (old, new):
            LogEntry.objects.create(message=row, attempt=1, time=timezone.now(), level=20)
            Attempt.objects.archive([row])

        assert housekeeping.prune() == "deleted: 1 completed"

        assert list(MessageLog.objects.all()) == [new]
        assert LogEntry.objects.get().message == new
        assert Attempt.objects.get().message == new

    def test_failures_stay_until_they_are_asked_for(self):
        ended(31, Status.FAILED)
        ended(31, Status.CANCELLED)

        assert housekeeping.prune() == "deleted: 1 cancelled"
        assert MessageLog.objects.get().status == Status.FAILED
        assert housekeeping.prune(failed=30) == "deleted: 1 failed"

    def test_each_status_has_an_age_of_its_own_and_none_is_for_ever(self):
        statuses = (Status.COMPLETED, Status.CANCELLED, Status.FAILED)
        rows = {(status, days): ended(days, status) for status in statuses for days in (5, 15, 25)}

        said = housekeeping.prune(completed=10, cancelled=None, failed=20)

        assert said == "deleted: 2 completed, 1 failed"
        gone = {key for key, row in rows.items() if not MessageLog.objects.filter(pk=row.pk)}
        assert gone == {
            (Status.COMPLETED, 15),
            (Status.COMPLETED, 25),
            (Status.FAILED, 25),
        }

    def test_an_age_beyond_the_calendar_deletes_nothing(self):
        ended(1000)
        assert housekeeping.prune(completed=10**9) == "deleted: none"

    @pytest.mark.parametrize("status", [Status.PUBLISHED, Status.IN_PROGRESS])
    def test_what_has_not_ended_stays_however_old_it_is(self, status):
        ended(1000, status)

        assert housekeeping.prune(0, 0, 0) == "deleted: none"

    def test_it_deletes_in_chunks_until_nothing_is_left(self):
        for _ in range(5):
            ended(31)

        assert housekeeping.prune(chunk=2) == "deleted: 5 completed"

    @pytest.mark.parametrize("wrong", [{"completed": -1}, {"failed": -1}, {"chunk": 0}])
    def test_arguments_that_make_no_sense_delete_nothing(self, wrong):
        ended(31)

        with pytest.raises(ValueError, match="give"):
            housekeeping.prune(**wrong)

        assert MessageLog.objects.count() == 1


@pytest.mark.django_db
class TestCard:
    def test_it_counts_what_prune_would_delete(self, plugin, rf):
        ended(45)
        ended(31, Status.CANCELLED)
        ended(31, Status.FAILED)
        ended(1)

        shown = card(plugin, rf)

        assert shown.value == 2
        assert shown.note == "up to 1\xa0month, 2\xa0weeks old, no schedule prunes them"

    def test_it_knows_that_a_schedule_prunes(self, plugin, rf):
        ended(31)
        schedule = ScheduledTask.objects.create(task_name="Nightly", task=NAME, active=True)

        shown = card(plugin, rf)

        assert shown.note.endswith("Nightly prunes them")
        assert shown.url.endswith(f"/schedules/{schedule.pk}/")

    def test_it_counts_what_that_schedule_would_delete(self, plugin, rf):
        for status in (Status.COMPLETED, Status.CANCELLED, Status.FAILED):
            ended(10, status)
        ended(40, Status.CANCELLED)
        arguments = {"completed": 7, "cancelled": None, "failed": 7, "chunk": 10, "odd": "x"}
        ScheduledTask.objects.create(
            task_name="Nightly", task=NAME, active=True, arguments=arguments
        )

        assert card(plugin, rf).value == 2

    def test_what_a_schedule_says_strangely_is_left_at_the_default(self, plugin, rf):
        ended(31)
        arguments = {"completed": "many", "cancelled": True, "failed": -1}
        ScheduledTask.objects.create(
            task_name="Nightly", task=NAME, active=True, arguments=arguments
        )

        assert card(plugin, rf).value == 1

    def test_it_leads_to_where_prune_is_scheduled(self, plugin, rf, client):
        page = client.get(card(plugin, rf).url)

        assert page.status_code == 200
        assert NAME in page.content.decode()

    def test_it_says_when_there_is_nothing(self, plugin, rf):
        shown = card(plugin, rf)

        assert (shown.value, shown.note) == (0, "nothing to prune")

    def test_it_does_not_count_without_end(self, plugin, rf, monkeypatch):
        monkeypatch.setattr(housekeeping, "COUNTED", 2)
        for _ in range(4):
            ended(31)

        assert card(plugin, rf).value == "over 2"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_a_message_that_somebody_is_requeueing_is_not_lost():
    row = ended(31)
    pruned: list[str] = []

    def prune() -> None:
        pruned.append(housekeeping.prune())
        connection.close()

    with transaction.atomic():
        MessageLog.objects.filter(pk=row.pk).requeue(now=timezone.now())
        thread = threading.Thread(target=prune)
        thread.start()
        thread.join(timeout=20)

    assert pruned == ["deleted: none"]
    assert MessageLog.objects.get(pk=row.pk).status == Status.PUBLISHED
