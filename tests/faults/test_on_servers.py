"""On RabbitMQ and PostgreSQL, whatever dies: every accepted call has one final result."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest

from tests.faults.faults import Faults
from tests.faults.site import until
from tests.servers import RabbitMQ

pytestmark = [pytest.mark.rabbitmq, pytest.mark.postgresql, pytest.mark.slow]


def test_nothing_accepted_is_lost_when_processes_and_connections_die(
    on_servers: Callable[..., Faults], tell: Callable[[object], None]
) -> None:
    faults = on_servers()
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
            faults.kill_service_without_postgresql,
            faults.kill_runner,
            faults.kill_runner,
            faults.cut_connections,
            faults.cut_backends,
            faults.cut_backends,
        ],
        longest_pause=1.5,
    )

    report = site.settle()
    tell(report)
    assert report.holds(restarts=faults.restarts), report


def test_a_service_waits_for_rabbitmq_and_loses_nothing_to_its_end(
    on_servers: Callable[..., Faults], tell: Callable[[object], None], rabbitmq: RabbitMQ
) -> None:
    faults = on_servers()
    site = faults.site
    rabbitmq.kill()
    try:
        service = site.serve()
        site.produce(count=30)
        until(lambda: len(site.accepted()) == 30)
        assert service.poll() is None
        assert {row.status for row in site.messages()} == {"PUBLISHED"}
    finally:
        rabbitmq.start()
    site.faults["rabbitmq down at start"] += 1
    site.produce(count=60, longest=0.6)
    until(lambda: any(row.status == "COMPLETED" for row in site.messages()))
    until(lambda: len(site.accepted()) == 90)

    faults.restart_rabbitmq()

    report = site.settle()
    tell(report)
    assert report.holds(restarts=0), report
    assert report.most_attempts == 1
    assert report.slowest_publish < 3.0


def test_what_runs_while_the_database_is_gone_beyond_the_leases_is_not_run_twice(
    on_servers: Callable[..., Faults], tell: Callable[[object], None]
) -> None:
    faults = on_servers(lease=3.0)
    site = faults.site
    for _ in range(2):
        site.serve()
    site.produce(count=4, shortest=8.5, longest=9.0)
    until(lambda: len(site.busy()) > 0 and len(site.messages()) == 4)

    faults.keep_postgresql_down(4.0)

    report = site.settle()
    tell(report)
    assert report.holds(restarts=0), report
    assert report.most_attempts == 1


def test_the_result_of_a_worker_that_was_frozen_beyond_its_lease_is_not_the_calls(
    on_servers: Callable[..., Faults], tell: Callable[[object], None]
) -> None:
    faults = on_servers(lease=2.0)
    site = faults.site
    frozen = site.serve()
    site.produce(count=4, shortest=1.0, longest=1.2)
    until(lambda: any(row.status == "IN_PROGRESS" for row in site.messages()))
    site.serve()

    faults.freeze_service(frozen)

    report = site.settle()
    with contextlib.suppress(TimeoutError):
        until(lambda: site.late() == len(report.restarted), seconds=10)
    report = site.report(settled=report.settled)
    tell(report)
    assert report.holds(restarts=faults.restarts), report
    assert report.restarted
    assert report.late == len(report.restarted)
