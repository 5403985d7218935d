"""What tasks log is kept for their run alone, and can be read while they run."""

from __future__ import annotations

from collections.abc import Callable

from carrot.models import LogEntry, MessageLog, Status
from carrot.publishing import publish_message
from tests.project import tasks
from tests.worker import tasks as odd
from tests.worker.service import Service, ended, log_of, until

Serve = Callable[..., Service]


def test_lines_can_be_read_while_the_task_runs(serve: Serve) -> None:
    serve()
    talking = publish_message(tasks.chatter, 600, 0.01)

    until(lambda: LogEntry.objects.filter(message=talking.pk).exists())

    assert MessageLog.objects.get(pk=talking.pk).status == Status.IN_PROGRESS


def test_a_log_storm_is_cut_and_says_by_how_much(serve: Serve) -> None:
    serve()
    storm = publish_message(tasks.chatter, 100_000)

    assert ended(storm).status == Status.COMPLETED
    lines = log_of(storm)
    assert lines[:5000] == [f"line {number}" for number in range(5000)]
    assert lines[5000:] == ["95,000 lines cut: the log of a run is limited"]


def test_runs_at_the_same_time_keep_their_logs_apart(serve: Serve) -> None:
    serve("--concurrency", "6").ready()
    marks = "abcdef"
    calls = [odd.speak, odd.speak, odd.speak_async, odd.speak_async]
    calls += [odd.speak_from_threads, odd.speak_from_threads]
    rows = [publish_message(call, mark) for call, mark in zip(calls, marks, strict=True)]

    for each, mark in zip(rows, marks, strict=True):
        assert ended(each).status == Status.COMPLETED
        assert {line.split()[1] for line in log_of(each)} == {mark}
    assert len(log_of(rows[0])) == 20
    assert len(log_of(rows[2])) == 60
    assert sorted(line.split()[0] for line in log_of(rows[4])) == ["nested", "plain", "pool"]


def test_odd_lines_are_kept_as_well_as_they_can_be(serve: Serve) -> None:
    serve()
    odd_row = publish_message(odd.speak_oddly)

    assert ended(odd_row).status == Status.COMPLETED
    lines = log_of(odd_row)
    assert lines[0] == "from a logger that does not propagate"
    assert "its arguments do not fit" in lines[1]
    assert lines[2] == "NUL \u2400 and half a pair ?"
    assert lines[3].startswith("with traceback\nTraceback")
    assert len(lines) == 4


def test_the_level_is_that_of_the_settings(serve: Serve) -> None:
    serve(log_level="DEBUG")
    odd_row = publish_message(odd.speak_oddly)

    ended(odd_row)

    assert "not wanted" in log_of(odd_row)
