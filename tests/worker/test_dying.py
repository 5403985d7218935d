"""Processes die in the middle of tasks; no message is lost, and each says what happened."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from carrot.models import Attempt, FailureKind, MessageLog, Status, WorkerStatus
from carrot.publishing import publish_message
from tests.project import tasks
from tests.worker.service import Service, alive, ended, running, until

Serve = Callable[..., Service]


def test_a_task_whose_process_dies_runs_again_at_once(serve: Serve, tmp_path: Path) -> None:
    serve()
    dying = publish_message(tasks.die_once, str(tmp_path / "marker"))

    done = ended(dying)

    assert (done.status, done.output) == (Status.COMPLETED, '"survived"')
    assert (done.attempt, done.crashes) == (2, 1)
    first = Attempt.objects.get(message=dying.pk)
    assert first.failure_kind == FailureKind.LOST
    assert "SIGKILL" in first.exception


def test_a_task_that_kills_every_process_is_given_up(serve: Serve) -> None:
    serve()
    deadly = publish_message(tasks.die)

    lost = ended(deadly)

    assert (lost.status, lost.failure_kind) == (Status.FAILED, FailureKind.LOST)
    assert (lost.attempt, lost.crashes) == (3, 3)
    assert "SIGKILL" in lost.exception
    assert ended(publish_message(tasks.add, 1)).status == Status.COMPLETED


def test_what_a_killed_service_was_running_runs_again(serve: Serve) -> None:
    first = serve(lease=1.5).ready()
    row = publish_message(tasks.sleep, 6.0)
    running(row)
    runners = first.runners

    first.tell(signal.SIGKILL)
    second = serve(lease=1.5)

    again = until(MessageLog.objects.running().filter(pk=row.pk, attempt=2).first)
    assert again.worker.endswith(f":{second.pid}")
    assert runners
    until(lambda: not any(map(alive, runners)))
    assert ended(row).status == Status.COMPLETED


def test_the_late_result_of_a_frozen_service_is_kept_aside(serve: Serve) -> None:
    frozen = serve(lease=1.5).ready()
    row = publish_message(tasks.sleep, 3.0)
    running(row)

    frozen.tell(signal.SIGSTOP)
    serve(lease=1.5)
    done = ended(row)
    frozen.tell(signal.SIGCONT)

    late = until(Attempt.objects.filter(message=row.pk, late=True).first)
    assert (late.number, late.completed) == (1, True)
    assert MessageLog.objects.get(pk=row.pk).ended_at == done.ended_at


def test_running_tasks_end_before_the_service_does(serve: Serve) -> None:
    service = serve().ready()
    row = publish_message(tasks.sleep, 1.5)
    running(row)
    untouched = publish_message(tasks.add, 1)

    service.tell(signal.SIGTERM)

    assert service.wait() == 0
    assert ended(row).status == Status.COMPLETED
    untouched.refresh_from_db()
    assert (untouched.status, untouched.attempt) == (Status.PUBLISHED, 0)
    assert not WorkerStatus.objects.exists()


def test_what_takes_too_long_to_end_is_cut_off_and_counts_no_crash(serve: Serve) -> None:
    service = serve(shutdown_timeout=0.5).ready()
    row = publish_message(tasks.sleep, 60.0)
    running(row)
    runners = service.runners

    service.tell(signal.SIGTERM)

    assert service.wait() == 1
    assert not any(map(alive, runners))
    row.refresh_from_db()
    assert (row.status, row.attempt, row.crashes) == (Status.PUBLISHED, 0, 0)


def test_a_second_signal_ends_the_service_now(serve: Serve) -> None:
    service = serve().ready()
    row = publish_message(tasks.sleep, 60.0)
    running(row)

    service.tell(signal.SIGINT)
    until(WorkerStatus.objects.filter(draining=True).exists)
    began = time.monotonic()
    service.tell(signal.SIGINT)

    assert service.wait() == 1
    assert time.monotonic() - began < 10
    row.refresh_from_db()
    assert row.status == Status.PUBLISHED


def test_a_runner_ended_from_outside_takes_only_its_own_task_with_it(serve: Serve) -> None:
    service = serve("--processes", "2").ready()
    rows = [publish_message(tasks.sleep, 2.0) for _ in range(2)]
    for row in rows:
        running(row)

    os.kill(service.runners[0], signal.SIGKILL)

    done = [ended(row) for row in rows]
    assert sorted(row.attempt for row in done) == [1, 2]
    assert {row.status for row in done} == {Status.COMPLETED}
