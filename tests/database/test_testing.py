"""`carrot.testing.run_waiting`: a project's tests run its tasks without a worker."""

from __future__ import annotations

import pytest

from carrot import Task, task
from carrot.models import FailureKind, Status
from carrot.tasks import registration, registry
from carrot.testing import run_waiting
from tests.project import tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    """Register a function for the length of a test."""

    def register(function) -> Task:
        known = task(function, name=f"tests.{function.__name__}")
        registry.register(known, owner="tests")
        return known

    yield register
    registration.collect()


def published(function, *args, **kwargs):
    return registry.of(function).publish(*args, **kwargs)


def test_what_was_published_has_run_and_its_result_is_in_the_ledger():
    row = published(tasks.add, 2, b=3)

    assert run_waiting() == [row]

    row.refresh_from_db()
    assert (row.status, row.output, row.attempt) == (Status.COMPLETED, "5", 1)


def test_an_error_of_a_task_is_its_outcome_and_not_that_of_the_test():
    published(tasks.fail, text="no stock")

    (row,) = run_waiting()

    assert (row.status, row.exception) == (Status.FAILED, "ValueError: no stock")
    assert "raise ValueError(text)" in row.traceback


def test_an_async_task_runs_too():
    published(tasks.wait, seconds=0)

    (row,) = run_waiting()

    assert (row.status, row.output) == (Status.COMPLETED, '"waited"')


def test_arguments_that_no_longer_fit_are_told_as_a_worker_tells_them():
    row = published(tasks.add, 2)
    row.arguments = {"a": "two"}
    row.save(update_fields=["arguments"])

    (row,) = run_waiting()

    assert row.failure_kind == FailureKind.BAD_ARGUMENTS


def test_what_a_task_publishes_runs_after_it(register):
    ran = []

    def chain(left: int) -> None:
        ran.append(left)
        if left:
            known.publish(left - 1)

    known = register(chain)
    known.publish(2)

    assert len(run_waiting()) == 3
    assert ran == [2, 1, 0]


def test_a_task_that_publishes_itself_does_not_run_forever(register):
    def again() -> None:
        known.publish()

    known = register(again)
    known.publish()

    assert len(run_waiting(limit=5)) == 5
