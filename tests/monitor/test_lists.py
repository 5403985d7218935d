"""The lists of messages: what they show, how they filter, how they turn pages."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from carrot.models import MessageLog, Status
from carrot.monitor import keyset
from tests.monitor.rows import build, message, one_of_each

pytestmark = pytest.mark.django_db


def get(client, state="all", **query):
    return client.get(reverse("carrot:messages", args=[state]) + "?" + urlencode(query))


def shown(response) -> list[MessageLog]:
    return response.context["page"].rows


@pytest.mark.parametrize(("state", "statuses"), [
    ("queued", ["IN_PROGRESS", "PUBLISHED"]),
    ("failed", ["FAILED"]),
    ("completed", ["COMPLETED"]),
    ("all", ["PUBLISHED", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED"]),
])  # fmt: skip
def test_a_list_holds_the_messages_of_its_states(client, state, statuses):
    one_of_each()
    assert {row.status for row in shown(get(client, state))} == set(statuses)


def test_what_runs_stands_before_what_waits_and_says_so(client):
    message(Status.IN_PROGRESS, minutes_ago=60)
    message(Status.PUBLISHED, minutes_ago=1)
    response = get(client, "queued")
    assert [row.status for row in shown(response)] == ["IN_PROGRESS", "PUBLISHED"]
    assert "Running" in response.content.decode()


def test_a_waiting_message_says_what_it_waits_for(client):
    now = timezone.now()
    message(Status.PUBLISHED, sent_at=None)
    message(Status.PUBLISHED, sent_at=None, attempt=1, not_before=now + timedelta(seconds=200))
    message(Status.PUBLISHED, sent_at=None, not_before=now + timedelta(hours=3, seconds=20))
    with override_settings(CARROT={"default_broker": "amqp://rabbit.example.com"}):
        page = get(client, "queued").content.decode()
    assert page.count("waiting for the broker") == 1
    assert "retrying in 3 min" in page
    assert "due in 3 h" in page


def test_on_the_embedded_broker_nothing_waits_for_a_broker(client):
    message(Status.PUBLISHED, sent_at=None)
    with override_settings(CARROT={"default_broker": "database://"}):
        assert "waiting for the broker" not in get(client, "queued").content.decode()


def test_a_row_leads_to_its_message_and_shows_task_arguments_queue_and_duration(client):
    row = message(arguments={"order": 1042, "warehouse": "Berlin"}, queue="money")
    page = get(client, "completed").content.decode()
    assert reverse("carrot:message", args=[row.uuid]) in page
    assert "order=1042, warehouse=&quot;Berlin&quot;" in page
    assert "money" in page
    assert "2.5 s" in page


@pytest.mark.parametrize("term", [
    "sync_stock", "SYNC", "Berlin", "Grüße", 'say "hi"', "back\\slash", "no such item", "100%",
])  # fmt: skip
def test_the_search_finds_task_arguments_and_error(client, term):
    wanted = message(
        Status.FAILED,
        task="shop.tasks.sync_stock",
        arguments={"a": "Berlin", "b": "Grüße", "c": 'say "hi"', "d": "back\\slash", "e": "100%"},
        exception="ValueError: no such item",
    )
    message(Status.FAILED, task="shop.tasks.other", arguments={"a": "1000"})
    assert [row.pk for row in shown(get(client, "failed", q=term))] == [wanted.pk]


@pytest.mark.parametrize("term", ["%", "_", "100_", "\\"])
def test_the_characters_of_like_mean_themselves(client, term):
    message(Status.FAILED, task="shop", arguments={"a": "1000 apples"})
    assert shown(get(client, "failed", q=term)) == []


@pytest.mark.parametrize(("query", "expected"), [
    ({"task": "a.b"}, {1}),
    ({"queue": "money"}, {2}),
    ({"status": "FAILED"}, {3}),
    ({"when": "1h"}, {1, 2, 3}),
    ({"when": "24h"}, {1, 2, 3, 4}),
    ({"task": "a.b", "queue": "money"}, set()),
])  # fmt: skip
def test_filters_in_the_address_narrow_the_list(client, query, expected):
    rows = {
        message(task="a.b").pk: 1,
        message(queue="money").pk: 2,
        message(Status.FAILED).pk: 3,
        message(minutes_ago=300).pk: 4,
    }
    assert {rows[row.pk] for row in shown(get(client, **query))} == expected


def test_a_time_range_is_read_in_the_zone_of_the_site(client):
    row = message(minutes_ago=60)
    local = timezone.localtime(row.publish_time)
    before, after = local - timedelta(minutes=2), local + timedelta(minutes=2)
    words = {"from": f"{before:%Y-%m-%dT%H:%M}", "to": f"{after:%Y-%m-%dT%H:%M}"}
    assert [each.pk for each in shown(get(client, **words))] == [row.pk]
    assert shown(get(client, **{"from": words["to"]})) == []


def follow(client, response, name: str):
    return client.get(
        reverse("carrot:messages", args=[response.resolver_match.kwargs["state"]])
        + response.context[name]
    )


@pytest.mark.parametrize("state", ["queued", "failed", "completed", "all"])
def test_the_pages_show_every_row_once_in_order_and_lead_back(client, state):
    # Ten rows of one moment each: then the id decides.
    MessageLog.objects.bulk_create(
        build(status, minutes_ago=number // 10) for number in range(130) for status in Status
    )
    response = get(client, state)
    pages, forward = [response], [row.pk for row in shown(response)]
    while response.context["older"]:
        response = follow(client, response, "older")
        pages.append(response)
        forward += [row.pk for row in shown(response)]
    assert len(pages) > 2
    assert len(set(forward)) == len(forward)
    assert sorted(forward) == sorted(get_all(state))

    for before in reversed(pages[:-1]):
        response = follow(client, response, "newer")
        assert [row.pk for row in shown(response)] == [row.pk for row in shown(before)]
    assert not response.context["newer"]


def get_all(state: str) -> list[int]:
    wanted = {
        "queued": ["PUBLISHED", "IN_PROGRESS"],
        "failed": ["FAILED"],
        "completed": ["COMPLETED"],
        "all": list(Status.values),
    }[state]
    return list(MessageLog.objects.filter(status__in=wanted).values_list("pk", flat=True))


def test_the_pages_keep_the_filters(client):
    for _ in range(keyset.PAGE + 1):
        message(queue="money")
    response = get(client, queue="money")
    assert "queue=money" in response.context["older"]
    assert len(shown(follow(client, response, "older"))) == 1


@pytest.mark.parametrize("query", [
    {"before": "x"}, {"after": "9.9.9"}, {"before": "0.99999999999999999.999999999999999999"},
    {"before": "-1.5.5"}, {"before": "0.1.1", "after": "0.2.2"}, {"when": "yesterday"},
    {"from": "2026-02-31T00:00"}, {"from": "0001-01-01T00:00"}, {"to": "9999-12-31T23:59"},
    {"to": "soon"}, {"status": "LOST"}, {"schedule": "x"}, {"schedule": "9" * 40},
    {"schedule": "9" * 18}, {"q": "x" * 5000}, {"q": "\x00"},
    {"q": "\ud800".encode("utf-8", "surrogatepass")},
    {"task": "\x00" * 300}, {"queue": "x" * 9000}, {"page": "-1"}, {"q": "%_\\'\""},
])  # fmt: skip
@pytest.mark.parametrize("state", ["queued", "all"])
def test_an_address_that_cannot_be_read_is_still_a_page(client, state, query):
    one_of_each()
    assert get(client, state, **query).status_code == 200


def test_what_was_not_understood_is_said(client):
    page = get(client, when="yesterday", before="x").content.decode()
    assert "when=&#x27;yesterday&#x27; is not known" in page
    assert "The address names no place in this list" in page


def test_a_list_that_is_not_there_is_not_found(client):
    response = get(client, "lost")
    assert response.status_code == 404
    assert "queued, failed, completed, all" in response.content.decode()


def test_nothing_yet_and_nothing_that_matches_are_different_pages(client):
    assert "Nothing has failed" in get(client, "failed").content.decode()
    assert "Nothing matches" in get(client, "failed", q="zzz").content.decode()


@pytest.mark.parametrize("state", ["queued", "failed", "completed", "all"])
def test_fifty_rows_cost_as_many_queries_as_one(client, state, django_assert_num_queries):
    def rows(count: int) -> None:
        for _ in range(count):
            one_of_each()

    rows(1)
    with django_assert_num_queries(4 if state == "queued" else 3):
        get(client, state)
    rows(49)
    with django_assert_num_queries(4 if state == "queued" else 3):
        get(client, state)


def test_a_list_reads_no_output_and_no_traceback(client, django_assert_num_queries):
    message(Status.FAILED, output="x" * 1000, traceback="y" * 1000, exception="z" * 5000)
    with django_assert_num_queries(3) as queries:
        response = get(client, "failed")
    assert not any("output" in query["sql"] for query in queries)
    assert len(re.findall("z{50,}", response.content.decode())[0]) <= 300
