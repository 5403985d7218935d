"""The first page, and the pages of workers and plugins."""

from __future__ import annotations

import types
from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from carrot.models import MessageLog, ScheduledTask, Status, WorkerStatus
from carrot.monitor import counts
from carrot.plugins import Card, hookimpl, problems
from carrot.tasks import registry
from carrot.testing import registered
from tests.monitor.rows import build, message, one_of_each

pytestmark = pytest.mark.django_db


def overview(client):
    response = client.get(reverse("carrot:overview"))
    assert response.status_code == 200
    return response


def figures(response) -> dict[str, str]:
    return {str(each.title): str(each.value) for each in response.context["figures"]}


def worker(name: str, *, seconds_ago: float = 1, **given) -> WorkerStatus:
    now = timezone.now()
    return WorkerStatus.objects.create(
        name=name,
        host="box",
        pid=17,
        queues=["default"],
        started_at=now - timedelta(hours=1),
        heartbeat_at=now - timedelta(seconds=seconds_ago),
        **given,
    )


def guest(*cards, error: Exception | None = None):
    module = types.ModuleType("guest")

    @hookimpl
    def overview_cards(request):
        yield from cards
        if error:
            raise error

    module.overview_cards = overview_cards
    return registered(module)


def test_it_counts_what_waits_runs_failed_and_completed_lately(client):
    one_of_each()
    message(Status.FAILED, minutes_ago=60 * 30)
    assert figures(overview(client)) == {
        "Waiting": "1",
        "Running": "1",
        "Failed": "1",
        "Completed": "1",
        "Workers": "0",
    }


def test_counting_stops_at_a_cap(client, monkeypatch, django_assert_num_queries):
    MessageLog.objects.bulk_create(build() for _ in range(60))
    with django_assert_num_queries(1) as queries:
        count = counts.capped(MessageLog.objects.all(), 50)
    assert (count.number, str(count)) == (50, "50+")
    assert "LIMIT 51" in queries[0]["sql"]


def test_a_fresh_project_is_told_what_to_do(client):
    text = overview(client).content.decode()
    assert "Nothing has been published yet" in text
    assert "manage.py carrot" in text
    assert "publish_message(" in text


def test_a_project_without_tasks_is_told_how_to_name_them(client, monkeypatch):
    monkeypatch.setattr(registry, "_entries", {})
    assert "task_modules" in overview(client).content.decode()


def test_it_shows_failures_what_runs_and_what_comes_next(client):
    message(Status.FAILED, exception="ValueError: no stock")
    running = message(Status.IN_PROGRESS, arguments={"order": 17})
    soon = timezone.now() + timedelta(minutes=5, seconds=10)
    ScheduledTask.objects.create(task_name="Nightly", task="shop.stock", next_run_at=soon)
    ScheduledTask.objects.create(
        task_name="Sleeping", task="shop.stock", next_run_at=soon, active=False
    )
    text = overview(client).content.decode()
    assert "ValueError: no stock" in text
    assert reverse("carrot:message", args=[running.uuid]) in text
    assert "order=17" in text
    assert "Nightly" in text
    assert "in 5 min" in text
    assert "Sleeping" not in text


def test_cards_of_plugins_stand_beside_the_core_and_are_text(client):
    card = Card(title="Returns <b>", value="<script>", note="since 9", url="/shop/returns")
    with guest(card):
        text = overview(client).content.decode()
    assert "Returns &lt;b&gt;" in text
    assert "&lt;script&gt;" in text
    assert 'href="/shop/returns"' in text


def test_a_plugin_that_fails_is_named_and_the_page_still_stands(client):
    with guest(Card(title="Fine", value=1), error=RuntimeError("out of cheese")):
        response = overview(client)
    text = response.content.decode()
    assert figures(response)["Fine"] == "1"
    assert "out of cheese" in text
    assert "Waiting" in text


def test_problems_are_on_the_face_of_every_page(client):
    with problems.set_aside():
        problems.add("The module shop.tasks <b>cannot</b> be imported; mend it")
        for name in ("overview", "workers", "plugins"):
            text = client.get(reverse(f"carrot:{name}")).content.decode()
            assert "The module shop.tasks &lt;b&gt;cannot&lt;/b&gt; be imported; mend it" in text


def test_workers_are_alive_in_trouble_stopping_or_gone(client):
    worker("alive")
    worker("troubled", trouble="rabbit:5672 does not answer", trouble_since=timezone.now())
    worker("stopping", draining=True)
    worker("gone", seconds_ago=31)
    response = client.get(reverse("carrot:workers"))
    text = response.content.decode()
    assert {each.name for each in response.context["alive"]} == {"alive", "troubled", "stopping"}
    assert [each.name for each in response.context["gone"]] == ["gone"]
    for word in ("Alive", "In trouble", "Stopping", "Gone", "rabbit:5672 does not answer"):
        assert word in text


def test_without_a_living_worker_the_pages_say_what_to_start(client):
    assert "No worker has ever run" in client.get(reverse("carrot:workers")).content.decode()
    worker("gone", seconds_ago=300)
    assert "No worker is alive" in client.get(reverse("carrot:workers")).content.decode()
    assert "none alive" in overview(client).content.decode()


def test_the_trouble_of_a_worker_is_on_the_overview(client):
    worker("troubled", trouble="rabbit:5672 does not answer", trouble_since=timezone.now())
    assert "rabbit:5672 does not answer" in overview(client).content.decode()


def test_the_plugin_page_lists_each_with_its_hooks_and_its_error(client):
    with guest(error=RuntimeError("out of cheese")):
        overview(client)
        text = client.get(reverse("carrot:plugins")).content.decode()
    assert "guest" in text
    assert "overview_cards" in text
    assert "out of cheese" in text
    assert "failing" in text


def test_it_costs_the_same_queries_however_many_rows(client, django_assert_max_num_queries):
    for _ in range(20):
        one_of_each()
        ScheduledTask.objects.create(task_name=f"s{_}", task="x", next_run_at=timezone.now())
    with django_assert_max_num_queries(16):
        overview(client)


def test_the_monitor_works_without_sessions_users_and_messages(client):
    row = message(Status.FAILED)
    with override_settings(MIDDLEWARE=[]):
        assert client.get(reverse("carrot:overview")).status_code == 200
        data = {"action": "requeue", "chosen": row.pk}
        assert client.post(reverse("carrot:messages-action"), data).status_code == 302
    row.refresh_from_db()
    assert row.status == Status.PUBLISHED
