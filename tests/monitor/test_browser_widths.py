"""The monitor at the widths between a telephone and a desk: nothing is cut, all is in reach."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from carrot.models import Status
from carrot.plugins import Column, TablePanel, hookimpl
from carrot.testing import registered
from carrot_plugins import failure_groups, queues
from tests.e2e.browser import quiet_page
from tests.monitor.rows import message
from tests.monitor.schedules import schedule
from tests.monitor.test_browser import _loop_beside_the_database

__all__ = ["_loop_beside_the_database"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [1280, 1000, 800, 390]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT = """() => Array.from(document.querySelectorAll("table.list"))
    .filter((each) => !each.closest(".scrolls"))
    .filter((each) => each.offsetWidth > each.closest(".panel").clientWidth + 1).length"""


class Crowd:
    """More tabs and columns than have room."""

    @hookimpl
    def register_panels(self):
        for number in range(12):
            title = f"{'A title of many words ' * (number // 3)}{number}"
            parts = {"slug": f"crowd-{number}", "title": title, "columns": {"name": "Name"}}
            yield type("Crowded", (TablePanel,), parts)()

    @hookimpl
    def register_columns(self):
        for number in range(12):
            value = f"value {number}"
            yield Column(
                name=f"crowd-{number}", label=f"Col {number}", value=lambda row, v=value: v
            )


@pytest.fixture(autouse=True)
def _plugins() -> Iterator[None]:
    with registered(queues, "queues-here"), registered(failure_groups, "groups-here"):
        yield


@pytest.fixture
def page(live_server: Any) -> Iterator[Page]:
    with quiet_page() as opened:
        yield opened


def at(live_server: Any, place: str = "") -> str:
    return f"{live_server.url}/some/where/carrot/{place}"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_buttons_of_every_row_are_in_reach(page: Page, live_server: Any, width: int) -> None:
    schedule("Refunds of the day", trigger="cron", cron="30 18 * * mon-sat")
    message(Status.PUBLISHED)
    failed = {"task": "shop.tasks.charge_card", "exception": "CardDeclined: no"}
    message(Status.FAILED, place="shop.tasks.charge_card, line 70", **failed)
    page.set_viewport_size({"width": width, "height": 900})
    buttons = {
        "schedules/": ["Run now: Refunds of the day", "Switch off: Refunds of the day"],
        "panels/queues/": ["Pause default", "Purge… default"],
        "panels/failure-groups/": ["Requeue… failed", "Delete… failed"],
    }
    for place, names in buttons.items():
        page.goto(at(live_server, place))
        for name in names:
            expect(page.get_by_role("button", name=name).first).to_be_in_viewport(ratio=1)
        assert page.evaluate(CUT) == 0, place


@pytest.mark.parametrize("width", WIDTHS)
def test_what_plugins_bring_without_end_is_in_reach(
    page: Page, live_server: Any, width: int
) -> None:
    message(Status.FAILED)
    page.set_viewport_size({"width": width, "height": 900})
    with registered(Crowd(), "crowd"):
        page.goto(at(live_server, "messages/failed/"))
        assert page.evaluate(SIDEWAYS) <= 0
        last = page.get_by_text("value 11")
        last.scroll_into_view_if_needed()
        expect(last).to_be_in_viewport(ratio=1)
        if width < 992:
            page.get_by_label("Open the menu").click()
        else:
            expect(page.get_by_label("Theme")).to_be_in_viewport(ratio=1)
        for number in (0, 11):
            tab = page.locator(f"nav a[href$='/panels/crowd-{number}/']")
            tab.scroll_into_view_if_needed()
            expect(tab).to_be_in_viewport()
