"""Columns, sections and links of plugins, among the core's own of the same kinds."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carrot.models import Status
from carrot.monitor.cards import CoreCard
from carrot.plugins import Card, Column, Section, declarations, hookimpl
from carrot.testing import registered
from tests.monitor.rows import build, message
from tests.monitor.schedules import schedule
from tests.plugins import beside, beside_badly

pytestmark = pytest.mark.django_db


def page(client, name: str, *arguments: object) -> str:
    response = client.get(reverse(f"carrot:{name}", args=arguments))
    assert response.status_code == 200
    return response.content.decode()


def headings(text: str) -> list[str]:
    head = text.partition("<thead>")[2].partition("</thead>")[0]
    found = re.findall(r"<th scope=\"col\"(?: class=\"\w+\")?>([^<]+)</th>", head)
    return [each for each in found if each.strip()]


def titles(text: str) -> list[str]:
    return re.findall(r"<h2[^>]*>([^<]+)</h2>", text)


def test_a_column_stands_where_its_order_puts_it_among_the_cores(client):
    message(Status.COMPLETED, scheduled_task=schedule("Nightly"), output="x" * 1234)

    with registered(beside):
        text = page(client, "messages", "completed")
        plans = page(client, "schedules")

    assert headings(text) == [
        *("Status", "Task", "Schedule", "Arguments"),
        *("Queue", "Completed", "Duration", "Attempt", "Output"),
    ]
    assert '<td data-label="Schedule">Nightly</td>' in text
    assert '<td class="num" data-label="Output">1,234</td>' in text
    assert headings(plans)[:3] == ["Name", "Age", "What"]
    assert '<td data-label="Age">3 d' in plans


def test_columns_need_no_query_for_each_row(client):
    address = reverse("carrot:messages", args=["completed"])
    plan = schedule("Nightly")

    def queries(rows: int) -> int:
        for _ in range(rows):
            message(Status.COMPLETED, scheduled_task=plan, output="x")
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    with registered(beside):
        few, many = queries(2), queries(30)

    assert few == many


def test_a_section_stands_where_its_order_puts_it_among_the_cores(client):
    row = message(Status.COMPLETED, output="done")

    with registered(beside):
        text = page(client, "message", row.uuid)

    assert titles(text)[1:] == ["Arguments", "Order", "Output", "Log", "Facts"]
    assert "<dt>Number</dt><dd>1,042</dd>" in text
    assert '<dt>Customer</dt><dd><a href="/customers/7/" rel="noreferrer">Ada</a></dd>' in text
    assert "<dt>Paid</dt><dd>\u2013</dd>" in text
    assert re.search(r"<dt>Placed</dt><dd><time ", text)


def test_links_lead_out_of_every_page(client):
    with registered(beside):
        for name in ("overview", "schedules", "plugins"):
            text = page(client, name)
            found = re.findall(r'href="(https://[^"]+)" rel="noreferrer"', text)
            assert found == ["https://grafana.example.com/", "https://sentry.example.com/"]


def test_a_card_stands_where_its_order_puts_it_among_the_cores(client):
    class Between:
        @hookimpl
        def overview_cards(self):
            yield Card(title="Between", value=1, order=115)

    with registered(Between()):
        figures = client.get(reverse("carrot:overview")).context["figures"]

    order = ["Waiting", "Running", "Between", "Failed", "Completed", "Workers"]
    assert [each.title for each in figures][:6] == order
    assert all(isinstance(each, CoreCard) for each in figures if each.title != "Between")


def test_the_core_declares_its_parts_as_plugins_do():
    parts = {kind: declarations.every(kind) for kind in (Column, Section)}

    assert [value.order for _, value in parts[Section]] == [100, 110, 120, 200, 210]
    for kind, found in parts.items():
        assert {owner for owner, _ in found} == {declarations.CORE}
        assert all(isinstance(value, kind) and value.checked() for _, value in found)


def test_a_name_of_the_core_cannot_be_taken(client):
    class Takes:
        @hookimpl
        def register_columns(self):
            yield Column(name="task", label="Mine", value=str)

    message()
    with registered(Takes()):
        text = page(client, "messages", "completed")

    assert "Mine" not in headings(text)
    assert "which the core has" in text


@pytest.mark.parametrize("plugin", beside_badly.ALL)
def test_a_plugin_that_does_it_wrong_spoils_no_page_and_is_named(client, plugin):
    row, plan = message(Status.COMPLETED), schedule("Nightly")

    with registered(plugin(), "careless"):
        pages = [
            page(client, "messages", "completed"),
            page(client, "message", row.uuid),
            page(client, "schedules"),
            page(client, "plugins"),
        ]

    text = "".join(pages)
    assert beside_badly.SCRIPT not in text
    assert 'href="javascript:' not in text
    assert str(row.uuid) in pages[0]
    assert {"Arguments", "Log", "Facts"} <= set(titles(pages[1]))
    assert plan.task_name in pages[2]
    if plugin is not beside_badly.Many:
        assert "careless" in pages[1]
    if plugin is not beside_badly.Hostile:
        assert "failing" in pages[3]


def test_what_a_plugin_gave_before_it_raised_is_shown(client):
    row = message(Status.COMPLETED)

    with registered(beside_badly.Half(), "careless"):
        text = page(client, "messages", "completed")
        one = page(client, "message", row.uuid)

    assert f"good {row.pk}" in text
    assert "<dt>Number</dt><dd>1,042</dd>" in one
    assert "Plugin careless" in titles(one)
    assert 'href="/good/"' in one


def test_a_value_that_cannot_be_had_is_said_once_for_the_page(client):
    for _ in range(3):
        message(Status.COMPLETED)

    with registered(beside_badly.Raises(), "careless"):
        text = page(client, "messages", "completed")

    assert text.count("The plugin careless failed in the column bad") == 1
    assert text.count('data-label="Bad">failed</td>') == 3
    assert text.count('data-label="Unprepared">failed</td>') == 3


def test_a_long_value_is_cut(client):
    message(Status.COMPLETED)

    with registered(beside_badly.Hostile(), "careless"):
        text = page(client, "messages", "completed")

    assert "x" * 250 in text
    assert "x" * 301 not in text


def test_hidden_rows_of_a_list_are_counted_and_not_shown(client):
    class Tenants:
        @hookimpl
        def allow(self, obj):
            return False if getattr(obj, "task", "") == "other" else None

    mine, other = build(Status.FAILED, task="mine"), build(Status.FAILED, task="other")
    mine.save()
    other.save()
    schedule("Mine", task="mine")
    schedule("Theirs", task="other")

    with registered(Tenants()):
        text = page(client, "messages", "failed")
        plans = page(client, "schedules")
        overview = page(client, "overview")

    assert str(mine.uuid) in text
    assert str(other.uuid) not in text + overview
    assert "1 of this page are not shown, because you may not see them." in text
    assert "Theirs" not in plans + overview
