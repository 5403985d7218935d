"""A message whose process has died before runs alone from then on."""

from __future__ import annotations

from collections.abc import Callable

from carrot.models import FailureKind, Status
from carrot.publishing import publish_message
from tests.project import tasks
from tests.worker.service import Service, ended, running

Serve = Callable[..., Service]


def test_a_deadly_message_takes_its_neighbours_down_once_at_most(serve: Serve) -> None:
    serve("--concurrency", "4").ready()
    neighbours = [publish_message(tasks.sleep, 2.0) for _ in range(2)]
    for row in neighbours:
        running(row)

    deadly = publish_message(tasks.die)

    assert ended(deadly).failure_kind == FailureKind.LOST
    done = [ended(row) for row in neighbours]
    assert [row.status for row in done] == [Status.COMPLETED] * 2
    assert [row.crashes for row in done] == [1, 1]
    assert ended(publish_message(tasks.add, 1)).status == Status.COMPLETED


def test_suspects_run_one_after_the_other_and_others_go_on(serve: Serve) -> None:
    serve("--concurrency", "3").ready()
    deadly = [publish_message(tasks.die) for _ in range(3)]
    for row in deadly:
        ended(row)
    harmless = [publish_message(tasks.sleep, 0.1) for _ in range(5)]

    assert {ended(row).crashes for row in deadly} == {3}
    assert {ended(row).status for row in harmless} == {Status.COMPLETED}
