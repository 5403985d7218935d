"""What many plugins cost a page: twenty of them, each with five contributions."""

from __future__ import annotations

import time
from contextlib import ExitStack

import pytest
from django.urls import reverse

from carrot.models import MessageLog, Status
from carrot.plugins import Action, Card, Column, Link, Panel, Section, hookimpl
from carrot.testing import registered
from tests.monitor.rows import build

pytestmark = pytest.mark.django_db

PLUGINS = 20
ROUNDS = 15
MOST = 0.015


class Shown(Panel):
    def __init__(self, number: int) -> None:
        self.slug, self.title = f"panel-{number}", f"Panel {number}"

    def badge(self, request):
        return 7


class OnEveryPage:
    """A card, a link and a panel with its badge, facts beside a message, a button over it."""

    def __init__(self, number: int) -> None:
        self.number = number

    @hookimpl
    def overview_cards(self):
        yield Card(title=f"Card {self.number}", value=self.number, note="a note", url="/x/")

    @hookimpl
    def nav_links(self):
        yield Link(label=f"Link {self.number}", url="https://example.com/")

    @hookimpl
    def register_panels(self):
        yield Shown(self.number)

    @hookimpl
    def log_sections(self, log):
        yield Section(title=f"Section {self.number}", rows={"task": log.task, "n": 1})

    @hookimpl
    def register_actions(self):
        name = f"action-{self.number}"
        yield Action(name=name, label=name, run=lambda request, rows: "Done.")


class OfLists:
    """A column in the list, and for each of its fifty rows what is to be read there."""

    def __init__(self, number: int) -> None:
        self.number = number

    @hookimpl
    def register_columns(self):
        yield Column(name=f"column-{self.number}", label="Column", value=lambda row: row.pk)

    @hookimpl
    def nav_links(self):
        yield Link(label=f"Link {self.number}", url="https://example.com/")

    @hookimpl
    def register_panels(self):
        yield Shown(self.number)

    @hookimpl
    def register_actions(self):
        yield Action(name=f"one-{self.number}", label="One", run=lambda request, rows: "")
        yield Action(name=f"two-{self.number}", label="Two", run=lambda request, rows: "")


def fastest(client, address: str) -> float:
    """The least seconds that the page took of the processor: what else runs only adds to it."""
    best = 1.0
    for _ in range(ROUNDS):
        started = time.thread_time()
        assert client.get(address).status_code == 200
        best = min(best, time.thread_time() - started)
    return best


@pytest.mark.parametrize("kind", [OnEveryPage, OfLists])
@pytest.mark.parametrize("page", ["overview", "messages", "message", "schedules"])
def test_twenty_plugins_add_little_to_a_page(client, kind, page):
    MessageLog.objects.bulk_create(build(Status.COMPLETED, output="done") for _ in range(50))
    arguments = {
        "messages": ["completed"],
        "message": [MessageLog.objects.values_list("uuid", flat=True)[0]],
    }
    address = reverse(f"carrot:{page}", args=arguments.get(page))
    without = fastest(client, address)

    with ExitStack() as stack:
        for number in range(PLUGINS):
            stack.enter_context(registered(kind(number), f"plugin-{number}"))
        with_them = fastest(client, address)

    # Once more, in case the machine was slower while they were there.
    without = max(without, fastest(client, address))
    assert with_them - without < MOST
