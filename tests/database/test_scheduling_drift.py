"""A deploy changes a signature: schedules that fit run on, the others are held, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from carrot import Task
from carrot.exceptions import ArgumentsError, DuplicateTask
from carrot.models import FailureKind, MessageLog, ScheduledTask
from carrot.scheduling import fitness, rules
from carrot.scheduling.creation import create_scheduled_task
from carrot.scheduling.firing import run_now
from carrot.scheduling.scheduler import Scheduler
from carrot.tasks import registry
from carrot.worker import executor
from carrot.worker.protocol import Job
from tests.monitor.schedules import register

__all__ = ["register"]

NAME = "shop.tasks.invoice"


def before(client: int, amount: int = 1): ...


def renamed(customer: int, amount: int = 1): ...


def retyped(client: int, amount: Decimal = Decimal(1)): ...


@pytest.fixture
def deploy(register) -> Callable[..., Task]:
    """Put other code in the place of the task."""

    def replace(function: Callable[..., None], **options: object) -> Task:
        others = [(task, registry.owner(task.name)) for task in registry.every()]
        registry.clear()
        for task, owner in others:
            if task.name != NAME:
                registry.register(task, owner=owner)
        return register(Task(function, **{"name": NAME, **options}))

    return replace


@pytest.fixture
def schedule(db, deploy) -> ScheduledTask:
    """A schedule of the old code that is due."""
    made = create_scheduled_task(deploy(before), {"hours": 1}, "Invoices", client=7, amount=5)
    ScheduledTask.objects.update(next_run_at=timezone.now() - timedelta(minutes=1))
    return made


def stands(schedule: ScheduledTask) -> ScheduledTask:
    return ScheduledTask.objects.get(pk=schedule.pk)


def events(schedule: ScheduledTask) -> list[str]:
    return list(schedule.history.order_by("id").values_list("action", flat=True))


def test_a_parameter_that_says_what_it_was_called_loses_nothing(schedule, deploy):
    deploy(renamed, renamed={"client": "customer"})

    Scheduler().step()

    assert MessageLog.objects.get().arguments == {"customer": 7, "amount": 5}
    assert (stands(schedule).held, events(schedule)) == ("", [])
    assert stands(schedule).arguments == {"client": 7, "amount": 5}, "a rollback finds it as it was"


def test_a_task_that_says_what_it_was_called_runs_its_schedules_and_messages(schedule, deploy):
    waiting = run_now(schedule)
    task = deploy(before, name="shop.tasks.bill", former_names=[NAME])

    Scheduler().step()

    assert MessageLog.objects.latest("id").task == task.name
    outcome = executor.attempt(Job.of(waiting, queue="default"), lambda result: None)
    assert not outcome.failure


def test_without_a_word_it_is_held_with_the_reason_and_keeps_all_it_had(schedule, deploy):
    deploy(renamed)

    Scheduler().step()

    held = stands(schedule)
    assert not MessageLog.objects.exists()
    assert "customer: is new and required" in held.held
    assert "client: is gone" in held.held
    assert held.arguments == {"client": 7, "amount": 5}
    entry = held.history.get()
    assert (entry.action, entry.detail) == ("held", held.held)
    with pytest.raises(ArgumentsError, match="is new and required"):
        run_now(held)


def test_a_value_is_never_cast_into_another_type(schedule, deploy):
    deploy(retyped)

    Scheduler().step()

    assert not MessageLog.objects.exists()
    assert "amount: was int, is now Decimal" in stands(schedule).held


def test_it_is_held_at_the_deploy_and_not_only_when_it_is_due(schedule, deploy):
    later = timezone.now() + timedelta(days=7)
    ScheduledTask.objects.update(next_run_at=later)
    deploy(renamed)

    Scheduler().step()

    assert (stands(schedule).next_run_at, events(schedule)) == (later, ["held"])


def test_when_the_old_code_comes_back_it_is_let_go_by_itself(schedule, deploy):
    ScheduledTask.objects.update(next_run_at=timezone.now() + timedelta(days=7))
    deploy(renamed)
    Scheduler().step()
    deploy(before)

    Scheduler().step()

    assert (stands(schedule).held, events(schedule)) == ("", ["held", "let go"])


def test_what_is_held_for_another_reason_is_not_let_go_for_fitting(schedule):
    ScheduledTask.objects.update(next_run_at=timezone.now() + timedelta(days=7))
    ScheduledTask.objects.hold([schedule.pk], "Publishing failed: the queue is full")

    Scheduler().step()

    assert stands(schedule).held == "Publishing failed: the queue is full"


def test_a_schedule_that_runs_once_waits_for_code_that_fits(schedule, deploy):
    once = stands(schedule)
    once.trigger, once.run_at = "once", timezone.now() + timedelta(seconds=60)
    rules.save(once, timezone.now())
    past = timezone.now() - timedelta(seconds=1)
    ScheduledTask.objects.update(next_run_at=past, run_at=past)
    deploy(renamed)
    Scheduler().step()
    assert stands(once).active
    deploy(before)
    ScheduledTask.objects.update(next_run_at=timezone.now() - timedelta(seconds=1))

    Scheduler().step()

    assert MessageLog.objects.get().arguments == {"client": 7, "amount": 5}
    assert not stands(once).active


def test_a_history_outlives_the_name_of_its_schedule(schedule, deploy):
    deploy(renamed)
    Scheduler().step()

    ScheduledTask.objects.update(task_name="Bills")

    assert events(stands(schedule)) == ["held"]


def test_a_waiting_message_is_read_strictly_and_fails_with_what_has_changed(schedule, deploy):
    waiting = run_now(schedule)
    deploy(retyped)

    outcome = executor.attempt(Job.of(waiting, queue="default"), lambda result: None)

    assert outcome.failure == FailureKind.BAD_ARGUMENTS
    assert "amount: was int, is now Decimal" in outcome.exception
    assert MessageLog.objects.get().arguments == {"client": 7, "amount": 5}


def test_a_shell_call_may_say_the_former_name_of_a_parameter_and_of_the_task(db, deploy):
    deploy(renamed, name="shop.tasks.bill", former_names=[NAME], renamed={"client": "customer"})

    call_command("carrot_send", NAME, "--client", "7")
    call_command("carrot_send", "--json", '{"client": 7}', NAME)

    rows = MessageLog.objects.values_list("task", "arguments")
    assert list(rows) == 2 * [("shop.tasks.bill", {"customer": 7})]


def test_a_former_name_that_another_task_has_is_refused_and_that_task_stays(schedule, register):
    with pytest.raises(DuplicateTask, match="former_names"):
        register(Task(renamed, name="shop.tasks.bill", former_names=[NAME]))

    assert registry.get(NAME).function is before
    assert registry.get("shop.tasks.bill").function is renamed


def warnings(databases: list[str] | None) -> list[checks.CheckMessage]:
    found = checks.run_checks(tags=["carrot"], databases=databases)
    return [each for each in found if each.id == "carrot.W004"]


def test_check_warns_of_it_when_it_may_ask_the_database(schedule, deploy):
    assert warnings(["default"]) == []
    deploy(renamed)

    (warning,) = warnings(["default"])

    assert "'Invoices' is not run: " in warning.msg
    assert "customer: is new and required" in warning.msg
    assert warnings(None) == []


def test_check_says_nothing_while_the_tables_are_missing(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE carrot_scheduledtask RENAME TO carrot_elsewhere")

    assert warnings(["default"]) == []


def test_while_the_code_is_what_it_was_one_query_finds_that_out(
    schedule, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert fitness.unfit() == []
