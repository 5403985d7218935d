"""The figures for Prometheus: right, guarded by a token, and cheap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import path
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from carrot.models import MessageLog, QueuePause, ScheduledTask, Status, WorkerStatus
from carrot_plugins import prometheus

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

urlpatterns = [path("metrics", prometheus.metrics)]

TOKEN = "a token of ours"


@pytest.fixture(autouse=True)
def _token(settings):
    settings.CARROT = {**settings.CARROT, "plugin_settings": {"prometheus": {"token": TOKEN}}}


def figures(client) -> dict[tuple[str, ...], float]:
    """Each figure by its name and the values of its labels, these in the order of their names."""
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (each.name.removeprefix("carrot_"), *each.labels.values()): each.value
        for family in families
        for each in family.samples
    }


def message(status: Status, **values: object) -> MessageLog:
    now = timezone.now()
    given = {"task": "shop.refund", "queue": "money", "publish_time": now, "status": status}
    return MessageLog.objects.create(**{**given, **values})


def test_what_waits_and_runs_is_counted_by_queue(client):
    hour_ago = timezone.now() - timedelta(hours=1)
    message(Status.PUBLISHED, publish_time=hour_ago)
    message(Status.PUBLISHED)
    message(Status.PUBLISHED, queue="mail")
    message(Status.IN_PROGRESS)
    message(Status.COMPLETED)

    found = figures(client)

    assert found["messages", "money", "waiting"] == 2
    assert found["messages", "mail", "waiting"] == 1
    assert found["messages", "money", "running"] == 1
    assert found["oldest_waiting_seconds", "money"] == pytest.approx(3600, abs=30)


def test_what_ended_lately_is_counted_by_task(client):
    now = timezone.now()
    message(Status.COMPLETED, completion_time=now)
    message(Status.FAILED, failure_time=now)
    message(Status.FAILED, failure_time=now, task='shop."odd\\name')
    message(Status.FAILED, failure_time=now - timedelta(minutes=6))

    found = figures(client)

    assert found["ended_lately", "completed", "shop.refund"] == 1
    assert found["ended_lately", "failed", "shop.refund"] == 1
    assert found["ended_lately", "failed", 'shop."odd\\name'] == 1


def test_workers_and_schedules_are_counted(client):
    now = timezone.now()
    for name, beat in (("a", now), ("b", now), ("gone", now - timedelta(minutes=5))):
        WorkerStatus.objects.create(name=name, pid=1, started_at=now, heartbeat_at=beat, running=2)
    late = now - timedelta(minutes=5)
    for name, values in (("late", {"next_run_at": late}), ("held", {"held": "why"})):
        ScheduledTask.objects.create(task_name=name, task="t", interval_count=1, **values)

    found = figures(client)

    assert (found["workers",], found["workers_running",]) == (2, 4)
    assert (found["schedules", "held"], found["schedules", "ready"]) == (1, 1)
    assert found["schedules_overdue",] == 1


def test_a_paused_queue_is_told_with_the_seconds(client):
    since = timezone.now() - timedelta(minutes=2)
    QueuePause.objects.create(queue="money", since=since)

    found = figures(client)

    assert 120 <= found["queue_paused_seconds", "money"] < 150
    assert ("queue_paused_seconds", "default") not in found


def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries):
    for number in range(20):
        message(Status.PUBLISHED, queue=f"queue{number}", task=f"task{number}")

    with django_assert_num_queries(9):
        figures(client)


@pytest.mark.parametrize("given", ["", "Bearer wrong", TOKEN, f"Basic {TOKEN}"])
def test_who_has_not_the_token_gets_no_figures(client, given):
    answer = client.get("/metrics", headers={"Authorization": given})

    assert answer.status_code == 401
    assert b"carrot_" not in answer.content


def test_without_a_token_in_the_settings_it_says_so(client, settings):
    settings.CARROT = {}

    answer = client.get("/metrics", headers={"Authorization": "Bearer "})

    assert answer.status_code == 403
    assert b"CARROT['plugin_settings']['prometheus']['token']" in answer.content


def test_it_only_answers_to_reading(client):
    assert client.post("/metrics").status_code == 405
