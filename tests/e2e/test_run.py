"""A task is run from a browser, and edited and run again; the worker did what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.browser import quiet_page
from tests.e2e.site import Site, site

pytestmark = pytest.mark.browser

REFUND = "tests.project.tasks.refund"
UNNAMED = """() => Array.from(document.querySelector("#run-form").elements)
  .filter(each => each.matches("input, select, textarea") && each.type !== "hidden")
  .filter(each => !each.labels?.length && !each.getAttribute("aria-label"))
  .map(each => each.outerHTML)"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("site")
    with site(folder) as it:
        it.start("carrot")
        yield it


@pytest.fixture
def page(running: Site) -> Iterator[Page]:
    with quiet_page() as opened:
        opened.set_default_timeout(10_000)
        yield opened


def test_a_person_runs_a_task_and_edits_it_until_the_worker_did_what_was_meant(
    page: Page, running: Site
) -> None:
    # From the catalogue; its signature is the form, and the call is said as it is typed.
    page.goto(f"{running.url}tasks/")
    page.get_by_role("link", name="Run it: refund").click()
    page.get_by_label("Order").fill("1042")
    run(page, "Run")
    expect(page.get_by_text("Nothing was published: 1 thing is to mend")).to_be_visible()
    expect(page.get_by_label("Amount")).to_be_focused()
    expect(page.get_by_label("Order")).to_have_value("1042")
    page.keyboard.type("19.90")
    call = "refund(order=1042, amount=Decimal('19.90'))"
    expect(page.locator("#beside")).to_contain_text(call)
    expect(page.locator("#beside")).to_contain_text("At once")
    run(page, "Run")
    expect(page.locator("main")).to_contain_text(f"{REFUND} was sent to the queue money")
    comes(page, "1042: Decimal('19.90') late None True")

    # What has ended opens in its form with what it had; the edited call is another message.
    first = page.url
    page.get_by_role("link", name="Edit and requeue").click()
    expect(page.get_by_label("Order")).to_have_value("1042")
    expect(page.get_by_label("Amount")).to_have_value("19.90")
    page.get_by_label("Amount").fill("0.10")
    page.get_by_label("Reason").select_option("broken")
    page.locator("[name='rjf§on']").fill("2030-12-31")
    page.get_by_label("Notify").uncheck()
    run(page, "Run the copy")
    comes(page, "1042: Decimal('0.10') broken datetime.date(2030, 12, 31) False")
    expect(page.locator("main")).to_contain_text("Edited copy of")
    assert inaccessible(page) == []
    page.locator("#head").get_by_role("link", name=re.compile(r"^\w{8}-")).click()
    assert page.url == first
    expect(page.locator("main")).to_contain_text("Edited as")
    expect(page.locator("main")).to_contain_text("1042: Decimal('19.90') late None True")


def test_a_run_is_held_back_to_a_time_of_which_the_clocks_show_two(
    page: Page, running: Site
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    page.goto(f"{running.url}run/")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_hidden()
    page.get_by_label("Search tasks").fill("do nothing")
    page.locator("#task-choices a:visible").click()
    expect(page.locator("#beside")).to_contain_text("nothing()")
    page.get_by_text("At a time", exact=True).click()
    page.get_by_label("Date and time").fill("2099-10-25T02:30")
    # Asked as it is typed, and focus stays where it was when the question comes again.
    second = page.get_by_label("The second, 02:30 CET (+01:00)")
    second.check()
    expect(page.locator("#beside time")).to_have_attribute("datetime", "2099-10-25T02:30:00+01:00")
    expect(second).to_be_focused()
    page.get_by_text("Queue and priority").click()
    assert page.evaluate(UNNAMED) == []
    assert inaccessible(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    run(page, "Run")
    expect(page.locator("main")).to_contain_text("held back until 2099-10-25 02:30:00")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def inaccessible(page: Page) -> list[object]:
    page.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")
    found: list[object] = Axe().run(page).response["violations"]
    return found


def run(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def comes(page: Page, output: str) -> None:
    """The worker runs the message whose page this is; it returned this."""
    expect(page.locator("main")).to_contain_text(output, timeout=30_000)
