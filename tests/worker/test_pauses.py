"""A queue that is paused gives nothing to any service, on either broker, and loses nothing."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import override_settings

from carrot import queues
from carrot.models import MessageLog, Status
from carrot.publishing import outbox, publish_message
from carrot.scheduling.sweeper import Sweeper
from tests.project import tasks
from tests.worker.service import Service, ended, running, until

NOTICED = 3.5
"""Seconds in which a service has surely seen that a queue is paused, or that it is not."""


@pytest.fixture(params=["embedded", pytest.param("rabbitmq", marks=pytest.mark.rabbitmq)])
def serve_on(
    request: pytest.FixtureRequest, serve: Callable[..., Service]
) -> Iterator[Callable[..., Service]]:
    """Starts services on the broker of the test, to which the test publishes too."""
    changes = {}
    if request.param == "rabbitmq":
        changes["default_broker"] = request.getfixturevalue("rabbitmq_url")

    with override_settings(CARROT={**settings.CARROT, **changes}):
        yield lambda *options, **more: serve(*options, **{**changes, **more}).ready()
        outbox.stop(5)


def stays_waiting(rows: list[MessageLog], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = MessageLog.objects.filter(pk__in=[row.pk for row in rows])
        assert set(found.values_list("status", "attempt")) == {(Status.PUBLISHED, 0)}
        time.sleep(0.1)


def test_what_runs_ends_and_what_is_published_waits_until_the_queue_goes_on(
    serve_on: Callable[..., Service],
) -> None:
    serve_on("--queues", "default,slow")
    long = publish_message(tasks.sleep, 3.0)
    running(long)

    assert queues.pause("default", by="ada")
    time.sleep(NOTICED)
    rows = [publish_message(tasks.add, number) for number in range(40)]
    other = publish_message(tasks.add, 1, queue="slow")
    assert ended(long).status == Status.COMPLETED
    assert ended(other).status == Status.COMPLETED  # its queue is another one
    stays_waiting(rows, 1.5)
    assert until(lambda: [each.consumers for each in queues.every() if each.pause] == [0])
    Sweeper().step()
    Sweeper().step()
    assert not MessageLog.objects.filter(pk__in=[row.pk for row in rows], sent_at=None).exists()

    assert queues.resume("default")
    assert {(ended(row).status, ended(row).attempt) for row in rows} == {(Status.COMPLETED, 1)}


def test_a_pause_outlives_a_service_that_is_killed_and_holds_for_the_next(
    serve_on: Callable[..., Service],
) -> None:
    first = serve_on()
    queues.pause("default")
    time.sleep(NOTICED)
    rows = [publish_message(tasks.add, number) for number in range(5)]

    first.tell(signal.SIGKILL)
    second = serve_on()
    stays_waiting(rows, NOTICED)

    queues.resume("default")
    assert {ended(row).attempt for row in rows} == {1}
    second.tell(signal.SIGTERM)
    assert second.wait() == 0
