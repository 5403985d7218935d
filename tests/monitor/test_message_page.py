"""The page of one message."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from carrot.models import Attempt, LogEntry, MessageLog, ScheduledTask, Status, WorkerStatus
from carrot.monitor import logs
from tests.monitor.rows import message, one_of_each

pytestmark = pytest.mark.django_db


def page(client, row: MessageLog, **query: str) -> str:
    response = client.get(reverse("carrot:message", args=[row.uuid]), query)
    assert response.status_code == 200
    return response.content.decode()


def live(client, row: MessageLog, **query: object) -> str:
    response = client.get(reverse("carrot:message-live", args=[row.uuid]), query)
    assert response.status_code == 200
    return response.content.decode()


def log(row: MessageLog, *texts: str, level: int = logging.INFO, attempt: int = 1) -> LogEntry:
    return [
        LogEntry.objects.create(
            message=row,
            attempt=attempt,
            time=timezone.now(),
            level=level,
            logger="shop",
            text=text,
        )
        for text in texts
    ][-1]


def test_a_message_in_any_state_has_a_page(client):
    for row in one_of_each().values():
        assert str(row.get_status_display()) in page(client, row)


def test_the_page_tells_the_facts(client):
    schedule = ScheduledTask.objects.create(task_name="Nightly", task="shop.tasks.stock")
    row = message(
        virtual_host="/shop",
        exchange="orders",
        queue="money",
        routing_key="money.refund",
        priority=7,
        worker="box-1:4711",
        attempt=1,
        scheduled_task=schedule,
        due_at=timezone.now(),
    )
    text = page(client, row)
    for fact in ("/shop", "orders", "money", "money.refund", "7", "box-1:4711", str(row.uuid)):
        assert f"{fact}<" in text
    assert reverse("carrot:schedule", args=[schedule.pk]) in text
    assert "Nightly" in text
    assert timezone.localtime(row.start_time).strftime("%Y-%m-%d %H:%M:%S Europe/Berlin") in text
    assert "2.5 s" in text


def test_arguments_are_a_tree_and_the_rest_of_the_signature_is_folded_away(client):
    row = message(arguments={"a": 41})
    text = page(client, row)
    assert '<th scope="row">a</th>' in text
    assert "41" in text
    assert "1 at its default" in text
    assert '<th scope="row">b</th><td>1</td>' in text


def test_nested_arguments_are_indented_and_pairs_are_named_by_their_keys(client):
    arguments = {"prices": [{"key": "book", "value": {"net": "9.99"}}], "tags": ["a"], "none": None}
    text = page(client, message(arguments=arguments, task="no.longer.here"))
    assert '<tr class="indent-1 group"><th scope="row">book</th>' in text
    assert '<tr class="indent-2 string"><th scope="row">net</th>' in text
    assert "No task of this name is registered here" in text


@pytest.mark.parametrize("arguments", [
    {}, [], "text", 17, {"a": {}}, {"": ""}, {"a": [[[[]]]]}, {"a": ["x" * 100_000]},
    {"a": list(range(5000))}, {"key": 1, "value": 2}, {"a": {"__type__": "int", "value": 3}},
    {"a": [{"key": {"x": 1}, "value": []}]},
])  # fmt: skip
def test_arguments_of_any_shape_are_shown(client, arguments):
    row = message(arguments={})
    MessageLog.objects.filter(pk=row.pk).update(arguments=arguments)
    page(client, row)
    assert client.get(reverse("carrot:messages", args=["completed"])).status_code == 200


def test_arguments_nested_without_end_are_shown_to_a_depth(client):
    document: object = "bottom"
    for _ in range(300):
        document = {"a": [document]}
    page(client, message(arguments=document))


def test_output_that_is_json_is_laid_out_and_other_output_is_text(client):
    assert "&quot;rows&quot;: 12,\n" in page(client, message(output='{"rows": 12, "b": [1]}'))
    assert ">two\nlines<" in page(client, message(output='"two\\nlines"'))
    assert "[not json" in page(client, message(output="[not json"))
    assert "[[[[" in page(client, message(output="[" * 60_000))


def test_a_message_that_nobody_will_take_says_so(client):
    waiting = message(Status.PUBLISHED, queue="money")
    now = timezone.now()
    worker = WorkerStatus.objects.create(
        name="w", host="h", pid=1, queues=["default"], started_at=now, heartbeat_at=now
    )
    assert "No living worker takes messages from the queue money" in page(client, waiting)
    assert "No living worker" not in page(client, message(queue="money"))

    WorkerStatus.objects.filter(pk=worker.pk).update(queues=["default", "money"])
    assert "No living worker" not in page(client, waiting)


def test_a_failed_message_shows_its_error_first_and_its_traceback(client):
    row = message(Status.FAILED, exception="ValueError: no stock", traceback="Traceback\n  here")
    text = page(client, row)
    assert text.index("ValueError: no stock") < text.index("Arguments")
    assert "Traceback\n  here" in text


def test_earlier_attempts_are_kept_in_sight_with_their_own_log(client):
    row = message(attempt=2)
    Attempt.objects.create(message=row, number=1, exception="OSError: first", late=True)
    log(row, "of the first", attempt=1)
    log(row, "of the second", attempt=2)
    text = page(client, row)
    assert "OSError: first" in text
    assert "reported late" in text
    assert "of the second" in text
    assert "of the first" not in text
    assert "of the first" in page(client, row, attempt="1")


def test_the_log_is_filtered_by_level(client):
    row = message()
    log(row, "a detail", level=logging.DEBUG)
    log(row, "a mishap", level=logging.ERROR)
    assert "a detail" in page(client, row)
    text = page(client, row, level="30")
    assert "a detail" not in text
    assert "a mishap" in text
    assert "a detail" in page(client, row, level="x")


def test_a_long_log_shows_its_end_and_the_way_to_all_of_it(client):
    row = message()
    LogEntry.objects.bulk_create(
        LogEntry(message=row, attempt=1, time=timezone.now(), level=20, logger="", text=f"<{n}>")
        for n in range(logs.SHOWN + 5)
    )
    text = page(client, row)
    assert "&lt;4&gt;" not in text
    assert "&lt;5&gt;" in text
    assert "lines=all" in text
    assert "&lt;0&gt;" in page(client, row, lines="all")


def test_the_whole_log_is_a_text_file(client):
    row = message()
    log(row, "<b>first</b>", "\x1b[1msecond")
    response = client.get(reverse("carrot:message-log", args=[row.uuid]))
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    text = b"".join(response.streaming_content).decode()
    assert [line.split(" INFO shop: ")[1] for line in text.splitlines()] == [
        "<b>first</b>",
        "second",
    ]


def test_the_live_part_brings_only_what_is_new_and_asks_again_while_it_runs(client):
    row = message(Status.IN_PROGRESS)
    last = log(row, "old line")
    log(row, "new line")
    text = live(client, row, after=last.pk, attempt=1)
    assert "new line" in text
    assert "old line" not in text
    assert "hx-trigger" in text


def test_the_live_part_ends_with_the_message_and_brings_its_result(client):
    row = message(Status.IN_PROGRESS)
    MessageLog.objects.filter(pk=row.pk).update(
        status=Status.COMPLETED, completion_time=timezone.now(), output="42 sold"
    )
    text = live(client, row, after=0, attempt=1)
    assert "hx-trigger" not in text
    assert "42 sold" in text
    assert "Completed" in text


def test_the_live_part_asks_for_a_new_page_when_another_attempt_has_begun(client):
    row = message(Status.IN_PROGRESS, attempt=2)
    response = client.get(reverse("carrot:message-live", args=[row.uuid]), {"attempt": 1})
    assert response.headers["HX-Refresh"] == "true"


def test_the_page_follows_only_what_has_not_ended(client):
    for status, row in one_of_each().items():
        follows = status in (Status.PUBLISHED, Status.IN_PROGRESS)
        assert ("data-log-poll" in page(client, row)) == follows


def test_what_can_be_done_depends_on_how_it_stands(client):
    offered = {
        Status.PUBLISHED: {"cancel"},
        Status.IN_PROGRESS: set(),
        Status.COMPLETED: {"requeue", "delete"},
        Status.FAILED: {"requeue", "delete"},
        Status.CANCELLED: {"requeue", "delete"},
    }
    for status, row in one_of_each().items():
        response = client.get(reverse("carrot:message", args=[row.uuid]))
        assert {action.name for action in response.context["actions"]} == offered[status]


@pytest.mark.parametrize("name", ["message", "message-live", "message-log"])
def test_a_message_that_is_not_there_is_not_found(client, name):
    address = reverse(f"carrot:{name}", args=["00000000-0000-0000-0000-000000000000"])
    response = client.get(address)
    assert response.status_code == 404
    assert "There is no message 00000000" in response.content.decode()


@pytest.mark.parametrize("query", [
    {"attempt": "9" * 18}, {"attempt": "-1"}, {"level": "9" * 30}, {"lines": "x"},
    {"after": "x"}, {"after": "9" * 18}, {"here": "//evil.test"},
])  # fmt: skip
def test_an_address_that_cannot_be_read_is_still_a_page(client, query):
    row = message(Status.IN_PROGRESS)
    page(client, row, **query)
    live(client, row, **query)


def test_many_lines_and_attempts_cost_no_more_queries(client, django_assert_max_num_queries):
    row = message(attempt=30)
    Attempt.objects.bulk_create(
        Attempt(message=row, number=number, end_time=timezone.now() - timedelta(number))
        for number in range(1, 30)
    )
    for number in range(50):
        log(row, f"line {number}", attempt=30)
    with django_assert_max_num_queries(6):
        page(client, row)
