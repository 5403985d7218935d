"""`create_scheduled_task`, without the faults that it had in 1.x."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from carrot.exceptions import ArgumentsError, CarrotError, TriggerError, UnknownTask
from carrot.models import MessageLog, ScheduledTask
from carrot.scheduling.firing import fire
from carrot.tasks import registry
from carrot.utilities import create_scheduled_task
from tests.project import tasks

pytestmark = pytest.mark.django_db


def test_a_function_is_scheduled_under_its_name():
    schedule = create_scheduled_task(tasks.add, {"seconds": 5}, a=1)

    stored = ScheduledTask.objects.get()
    assert stored == schedule
    assert stored.task == stored.task_name == "tests.project.tasks.add"
    assert stored.next_run_at - stored.anchor == timedelta(seconds=5)
    assert stored.active


def test_a_name_a_queue_and_a_dotted_task_are_taken():
    create_scheduled_task("tests.project.tasks.add", {"hours": 2}, "sums", "money", a=1)

    stored = ScheduledTask.objects.get()
    assert (stored.task_name, stored.queue) == ("sums", "money")


def test_arguments_reach_the_task_as_they_were_given():
    given = {"order": 7, "amount": Decimal("1.10"), "on": date(2026, 5, 1), "reason": "late"}
    schedule = create_scheduled_task(tasks.refund, {"minutes": 1}, **given)

    fire(schedule, schedule.next_run_at)

    row = MessageLog.objects.get()
    assert (row.queue, row.priority) == ("money", 5)
    call = registry.get(row.task).arguments.decode(row.arguments)
    bound = dict(zip(["order", "amount", "reason", "on"], call.args, strict=False)) | call.kwargs
    assert given.items() <= bound.items()


@pytest.mark.parametrize("name", ["x" * 201, "a\0b", "\ud800", 5])
def test_a_name_that_no_row_can_have_is_refused(name):
    with pytest.raises(CarrotError, match=r"task_name=.*at most 200 characters"):
        create_scheduled_task(tasks.add, {"seconds": 5}, name, a=1)

    assert not ScheduledTask.objects.exists()


def test_a_queue_that_no_broker_takes_is_refused():
    with pytest.raises(CarrotError, match=r"queue=.*255 bytes"):
        create_scheduled_task(tasks.add, {"seconds": 5}, queue="é" * 128, a=1)

    assert not ScheduledTask.objects.exists()


@pytest.mark.parametrize(
    "interval",
    [{}, {"seconds": 5, "minutes": 1}, {"weeks": 1}, {"seconds": 0}, {"seconds": "5"}, 5, None],
)
def test_a_wrong_interval_is_refused_and_nothing_is_saved(interval):
    with pytest.raises(TriggerError):
        create_scheduled_task(tasks.add, interval, a=1)

    assert not ScheduledTask.objects.exists()


def test_arguments_that_do_not_fit_are_refused():
    with pytest.raises(ArgumentsError):
        create_scheduled_task(tasks.add, {"seconds": 5})
    with pytest.raises(ArgumentsError):
        create_scheduled_task(tasks.add, {"seconds": 5}, a=1, gone=2)


def test_an_unregistered_task_is_refused():
    with pytest.raises(UnknownTask):
        create_scheduled_task("os.system", {"seconds": 5}, command="true")


def test_a_name_that_is_taken_is_refused_with_the_remedy():
    create_scheduled_task(tasks.add, {"seconds": 5}, a=1)

    with pytest.raises(CarrotError, match="another task_name"):
        create_scheduled_task(tasks.add, {"seconds": 5}, a=2)
