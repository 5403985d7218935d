"""On the embedded broker and SQLite, whatever dies: every accepted call has one final result."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.faults import Faults
from tests.faults.site import children, until

pytestmark = pytest.mark.slow


def test_nothing_accepted_is_lost_when_processes_die(
    embedded: Callable[..., Faults], tell: Callable[[object], None]
) -> None:
    faults = embedded()
    site = faults.site
    for _ in range(2):
        site.serve()
    site.produce(count=60, pause=0.05, longest=0.8)
    site.produce(count=20, die_after_commit=True)
    until(lambda: len(site.messages()) > 20)

    faults.kill_producer()
    faults.shuffled(
        [
            faults.kill_service,
            faults.kill_service,
            faults.kill_runner,
            faults.kill_runner,
        ],
        longest_pause=1.5,
    )

    report = site.settle()
    tell(report)
    assert report.holds(restarts=faults.restarts), report


def test_a_worker_that_was_frozen_beyond_its_lease_begins_nothing_that_it_had_in_hand(
    embedded: Callable[..., Faults], tell: Callable[[object], None]
) -> None:
    faults = embedded(lease=1.5)
    site = faults.site
    # Tiny tasks, of which a service takes some ahead.
    site.produce(count=400, pause=0.0, shortest=0.02, longest=0.03).wait(60)
    frozen = site.serve()
    until(lambda: len(site.runs()) > 40)

    runners = children(frozen.pid)
    stopped = faults.freeze_service(frozen, meanwhile=site.serve)

    report = site.settle()
    tell(report)
    again = [
        run for text in report.restarted for run in site.runs()[text] if run.process in runners
    ]
    assert report.holds(restarts=len(again)), report
    assert [run for run in again if run.started > stopped] == []
    running = [run for run in again if run.ended is None or run.ended > stopped]
    assert len(running) <= site.concurrency
    # What had ended at the last moment and was not written down yet runs a second time, too.
    assert all(run in running or run.ended > stopped - 1 for run in again)
