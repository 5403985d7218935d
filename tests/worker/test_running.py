"""What becomes of tasks, whatever they do, as a real service runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from carrot.models import AuditEntry, FailureKind, MessageLog, Status
from carrot.publishing import publish_message
from tests.project import tasks
from tests.worker import tasks as odd
from tests.worker.callables import CALLABLES
from tests.worker.service import Service, ended, log_of, until

Serve = Callable[..., Service]


def row(task: str, arguments: dict[str, object], **values: object) -> MessageLog:
    """A message as another version of the project, or nobody, would have published it."""
    now = timezone.now()
    return MessageLog.objects.create(
        task=task, arguments=arguments, **{"publish_time": now, "sent_at": now, **values}
    )


def test_functions_run_and_their_results_are_kept_as_json(serve: Serve) -> None:
    serve("--queues", "default,money")
    added = publish_message(tasks.add, 2, b=40)
    waited = publish_message(tasks.wait, 0.05)
    refunded = publish_message(tasks.refund, 7, Decimal("12.50"), reason="broken")
    nothing = publish_message(tasks.nothing)

    assert (ended(added).status, ended(added).output) == (Status.COMPLETED, "42")
    assert (ended(waited).status, ended(waited).output) == (Status.COMPLETED, '"waited"')
    assert "Decimal('12.50') broken" in ended(refunded).output
    assert (ended(nothing).status, ended(nothing).output) == (Status.COMPLETED, "")
    assert log_of(refunded) == ["refunding 12.50 of order 7"]
    assert ended(added).attempt == 1


def test_what_plugins_gave_a_message_is_around_its_run_in_the_worker(serve: Serve) -> None:
    serve()
    given = {"tenant": "shop-1"}
    plain = row("tests.worker.tasks.tenant_of_this_run", {}, headers=given)
    coroutine = row("tests.worker.tasks.tenant_of_this_coroutine", {}, headers=given)
    nobodys = publish_message(odd.tenant_of_this_run)

    assert ended(plain).output == ended(coroutine).output == '"shop-1"'
    assert ended(nobodys).output == '""'


def test_asynchronous_tasks_of_one_process_wait_together(serve: Serve) -> None:
    serve("--concurrency", "6").ready()
    rows = [publish_message(tasks.wait, 1.0) for _ in range(6)]

    done = [ended(each) for each in rows]

    first, last = min(each.start_time for each in done), max(each.ended_at for each in done)
    assert last - first < timedelta(seconds=4)


def test_a_task_that_raises_or_leaves_has_failed_and_harms_no_other(serve: Serve) -> None:
    serve()
    raised = publish_message(tasks.fail, "no stock")
    left = publish_message(tasks.leave)
    left_loop = publish_message(odd.leave_from_asyncio)
    after = publish_message(tasks.add, 1)
    after_in_loop = publish_message(tasks.wait)

    assert ended(after).status == ended(after_in_loop).status == Status.COMPLETED
    assert ended(left_loop).status == Status.COMPLETED
    assert ended(raised).failure_kind == FailureKind.ERROR
    assert ended(raised).exception == "ValueError: no stock"
    assert ended(raised).traceback.splitlines()[-2].strip() == "raise ValueError(text)"
    assert "carrot/worker" not in ended(raised).traceback
    assert ended(raised).place.startswith("tests.project.tasks.fail, line ")
    assert ended(left).place.startswith("tests.project.tasks.leave, line ")
    assert log_of(raised) == ["about to fail"]
    assert ended(left).exception == "SystemExit: 3"


def test_a_result_of_any_size_and_shape_can_be_kept(serve: Serve) -> None:
    serve()
    large = publish_message(tasks.shout, 5_000_000)
    broken = publish_message(odd.unshowable)
    ring = publish_message(odd.endless)
    html = publish_message(tasks.echo, "<script>alert(1)</script>\x07")

    assert ended(large).status == Status.COMPLETED
    assert len(ended(large).output) < 70_000
    assert "bytes cut" in ended(large).output
    assert "repr() cannot show" in ended(broken).output
    assert ended(ring).output == "[[...]]"
    assert ended(html).output == '"<script>alert(1)</script>\\u0007"'


def test_arguments_that_do_not_fit_fail_with_the_place_of_the_fault(serve: Serve) -> None:
    serve()
    unfit = row("tests.project.tasks.add", {"a": "many", "c": 1})

    failed = ended(unfit)

    assert failed.failure_kind == FailureKind.BAD_ARGUMENTS
    assert "a:" in failed.exception
    assert "c:" in failed.exception


def test_what_is_no_task_never_runs_whatever_its_row_says(serve: Serve, tmp_path: Path) -> None:
    serve()
    marker = tmp_path / "marker"
    old = timezone.now() - timedelta(hours=1)
    system = row("os.system", {"command": f"touch {marker}"}, publish_time=old)

    failed = ended(system)

    assert failed.failure_kind == FailureKind.UNKNOWN_TASK
    assert "No task 'os.system' is registered" in failed.exception
    assert not marker.exists()


def test_a_message_for_a_task_of_a_newer_version_waits(serve: Serve) -> None:
    serve()
    newer = row("shop.tasks.added_today", {})

    held = until(MessageLog.objects.filter(pk=newer.pk, not_before__isnull=False).first)

    assert (held.status, held.attempt) == (Status.PUBLISHED, 0)
    wait = held.not_before - timezone.now()
    assert timedelta(seconds=20) < wait <= timedelta(seconds=30)


def test_a_transaction_that_a_task_leaves_open_spoils_nothing(serve: Serve) -> None:
    serve()
    rows = [
        publish_message(task)
        for task in (odd.leave_transaction_open, odd.leave_atomic_open, odd.write_entry)
    ]

    assert [ended(each).status for each in rows] == [Status.COMPLETED] * 3
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["written"]


def test_a_task_can_ask_which_message_it_runs_for(serve: Serve) -> None:
    serve()
    asking = publish_message(odd.who)

    assert ended(asking).output == f'"{asking.uuid} 1 False"'


def test_tasks_run_side_by_side_up_to_the_concurrency(serve: Serve) -> None:
    serve("--concurrency", "2", "--processes", "2").ready()
    for _ in range(5):
        publish_message(tasks.sleep, 4.0)

    until(lambda: MessageLog.objects.running().count() == 4)

    assert MessageLog.objects.waiting().count() == 1


def test_whatever_can_be_called_runs_and_is_given_what_was_published(serve: Serve) -> None:
    serve("--concurrency", "4")
    rows = {
        name: publish_message(f"callables.{name}", *args, **kwargs)
        for name, (_function, args, kwargs, _gives) in CALLABLES.items()
    }

    said = {name: json.loads(ended(row).output) for name, row in rows.items()}

    assert said == {name: gives for name, (*_given, gives) in CALLABLES.items()}
