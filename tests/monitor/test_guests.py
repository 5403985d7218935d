"""What plugins do wrong is shown with their name, on pages that are otherwise as ever."""

from __future__ import annotations

import pytest
from django.urls import reverse

from carrot.models import AuditEntry, MessageLog, Status
from carrot.testing import registered
from carrot_plugins import failure_groups
from tests.monitor.pages import addresses
from tests.monitor.rows import message, one_of_each
from tests.plugins import (
    breaks,
    endless,
    half,
    hostile,
    no_iterable,
    raises,
    returns,
    slow,
    wrong_type,
)
from tests.plugins.starts import connect, install

__all__ = ["connect", "install"]

pytestmark = pytest.mark.django_db

MISBEHAVING = [raises, half, wrong_type, no_iterable, hostile, endless]


def page(client, name: str, *arguments: object) -> str:
    response = client.get(reverse(f"carrot:{name}", args=arguments))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("plugin", MISBEHAVING, ids=lambda plugin: plugin.__name__.split(".")[-1])
def test_the_overview_names_a_failing_plugin_beside_the_cards_of_others(client, plugin):
    with registered(returns), registered(plugin):
        text = page(client, "overview")

    assert "Returns waiting" in text
    assert f"Plugin {plugin.__name__}" in text


@pytest.mark.parametrize("plugin", MISBEHAVING, ids=lambda plugin: plugin.__name__.split(".")[-1])
def test_the_plugin_page_shows_its_error(client, plugin):
    with registered(plugin):
        page(client, "overview")
        text = page(client, "plugins")

    assert plugin.__name__ in text
    assert "failing" in text
    assert "overview_cards: " in text


def test_a_plugin_that_takes_its_time_is_named_with_it(client):
    with registered(slow):
        overview = page(client, "overview")
        text = page(client, "plugins")

    assert "At last" in overview
    assert "Slow: overview_cards took 1." in text


def test_no_page_fails_whatever_plugins_do(client):
    one_of_each()
    broken = {}

    with registered(raises), registered(half), registered(hostile), registered(wrong_type):
        for address in addresses():
            status = client.get(address).status_code
            if status >= 500:
                broken[address] = status

    assert broken == {}


def test_html_of_a_plugin_is_shown_and_never_run(client):
    with registered(hostile):
        text = page(client, "overview") + page(client, "messages", "failed")

    assert hostile.SCRIPT not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert 'href="javascript:' not in text


def test_a_task_module_that_does_not_import_is_said_above_every_page(client, connect):
    connect(task_modules=["tests.plugins.broken_tasks"])

    for name in ("overview", "tasks", "plugins"):
        text = page(client, name)
        assert "tests.plugins.broken_tasks" in text
        assert "mend the module or take it off the list" in text


def test_a_faulty_setting_closes_the_monitor_and_says_why(client, connect):
    connect(task_module=["tests.project.tasks"])

    response = client.get(reverse("carrot:overview"))

    assert response.status_code == 503
    assert "CARROT has no task_module" in response.content.decode()


def test_an_action_of_a_plugin_is_offered_and_done(client):
    row = message(Status.COMPLETED)

    with registered(returns):
        offered = page(client, "messages", "completed")
        response = client.post(
            reverse("carrot:messages-action"), {"action": "note", "chosen": row.pk}, follow=True
        )

    assert "Note it" in offered
    assert "1 noted." in response.content.decode()
    assert AuditEntry.objects.get().action == "note"


def test_an_action_that_breaks_off_changes_nothing_and_names_its_plugin(client):
    row = message(Status.COMPLETED)

    with registered(breaks):
        response = client.post(
            reverse("carrot:messages-action"),
            {"action": "break-off", "chosen": row.pk},
            follow=True,
        )

    text = response.content.decode()
    assert response.status_code == 200
    assert f"Nothing was changed: the plugin {breaks.__name__} failed in break-off" in text
    assert "<script>half way" not in text
    assert MessageLog.objects.get(pk=row.pk).task == row.task


def test_a_card_of_failure_groups_leads_to_a_list_of_what_it_counts(client):
    rows = [message(Status.FAILED, exception="KeyError: 'x'", failure_kind="error")]
    message(Status.FAILED, exception="ValueError: no", failure_kind="error")

    with registered(failure_groups) as record:
        response = client.get(reverse("carrot:overview"))
        (card,) = [
            each
            for each in failure_groups.overview_cards(response.wsgi_request)
            if each.title == "add: KeyError"
        ]
        listed = client.get(card.url).content.decode()

    assert record.name in {"failure-groups", failure_groups.__name__}
    assert card.url.replace("&", "&amp;") in response.content.decode()
    assert str(rows[0].uuid) in listed
    assert "ValueError" not in listed
