"""The judge itself: what it must find."""

from __future__ import annotations

from pathlib import Path

from tests.faults.record import Report, Row, compare, overlaps, read_runs

COMPLETED = Row(text="a", status="COMPLETED", attempt=1)


def judge(folder: Path, lines: str, *rows: Row, deaths: dict[int, float] | None = None) -> Report:
    path = folder / "runs"
    path.write_text(lines)
    return compare(
        {"a": 0.1},
        read_runs(path),
        rows,
        deaths=deaths or {},
        faults={"kill": 1},
        late=0,
        settled=0.0,
        heading="seed 1",
    )


def test_a_call_that_ran_once_and_is_completed_holds(tmp_path: Path) -> None:
    report = judge(tmp_path, "S a 7 1.0\nE a 7 2.0\n", COMPLETED)

    assert report.holds(restarts=0)
    assert str(report).startswith("seed 1: 1 accepted, 1 faults (1 kill), lost=0, unfinished=0,")


def test_a_call_that_never_ended_is_lost_whatever_the_ledger_says(tmp_path: Path) -> None:
    report = judge(tmp_path, "S a 7 1.0\n", COMPLETED)

    assert not report.holds(restarts=9)
    assert "lost: a" in str(report)


def test_a_call_without_its_row_or_with_two_does_not_hold(tmp_path: Path) -> None:
    lines = "S a 7 1.0\nE a 7 2.0\n"

    assert not judge(tmp_path, lines).holds(restarts=9)
    assert not judge(tmp_path, lines, COMPLETED, COMPLETED).holds(restarts=9)
    failed = Row(text="a", status="FAILED", attempt=3, exception="lost")
    assert not judge(tmp_path, lines, failed).holds(restarts=9)


def test_a_call_that_ran_again_needs_a_death_that_allows_it(tmp_path: Path) -> None:
    report = judge(tmp_path, "S a 7 1.0\nS a 8 5.0\nE a 8 6.0\n", COMPLETED, deaths={7: 1.5})

    assert report.holds(restarts=1)
    assert not report.holds(restarts=0)


def test_runs_of_one_call_at_once_are_found(tmp_path: Path) -> None:
    lines = "S a 7 1.0\nS a 8 1.5\nE a 7 2.0\nE a 8 2.5\n"
    (tmp_path / "runs").write_text("S a 7 1.0\nS a 8 9.0\nE a 8 9.5\n")
    unended = read_runs(tmp_path / "runs")["a"]

    assert not judge(tmp_path, lines, COMPLETED).holds(restarts=9)
    assert overlaps(unended, {})
    assert overlaps(unended, {7: 9.2})
    assert not overlaps(unended, {7: 8.0})
