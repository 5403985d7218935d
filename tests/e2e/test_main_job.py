"""The main job, as a person does it: schedule a function through its form and watch it run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import quiet_page
from tests.e2e.site import Site, site

pytestmark = pytest.mark.browser


@pytest.fixture(params=["embedded", "rabbitmq"])
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    broker = request.getfixturevalue("rabbitmq_url") if request.param == "rabbitmq" else ""
    with site(tmp_path, broker=broker) as it:
        it.start("carrot")
        yield it


@pytest.fixture
def page(running: Site) -> Iterator[Page]:
    with quiet_page() as opened:
        opened.goto(running.url)
        yield opened


def test_a_person_schedules_a_function_and_watches_its_runs(page: Page, running: Site) -> None:
    page.get_by_role("link", name="Scheduled tasks").first.click()
    page.get_by_role("link", name="New schedule").first.click()

    # Its signature is the form.
    page.get_by_label("Search tasks").fill("chatter")
    page.get_by_role("link", name=re.compile("chatter")).click()
    page.get_by_label("Lines").fill("7")
    page.get_by_label("Name of the schedule").fill("Every second")
    page.locator("label[for=id_trigger_interval]").click()
    page.locator("[name=interval_count]").fill("1")
    page.locator("[name=interval_type]").select_option("seconds")
    expect(page.locator("#beside")).to_contain_text("chatter(lines=7)")
    page.get_by_role("button", name="Save", exact=True).click()

    # It is listed, and runs.
    expect(page.get_by_role("link", name="Every second", exact=True)).to_be_visible()
    page.goto(f"{running.url}messages/completed/")
    row = page.locator("tr.linked").first
    _reload_until(page, row)
    expect(row).to_contain_text("chatter")
    row.get_by_role("link").first.click()

    # What the message's page says of the run.
    body = page.locator("main")
    expect(body).to_contain_text("Completed")
    expect(body).to_contain_text("Every second")
    expect(body).to_contain_text("line 6")
    expect(body).not_to_contain_text("line 7")
    expect(body).to_contain_text("default")
    if "amqp" in running.environment["CARROT_TEST_BROKER"]:
        expect(body).to_contain_text("Virtual host")

    # A failed one is requeued and says so.
    running.manage("carrot_send", "tests.project.tasks.fail", "--text", "no stock today")
    page.goto(f"{running.url}messages/failed/")
    row = page.locator("tr.linked").first
    _reload_until(page, row)
    expect(row).to_contain_text("no stock today")
    row.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("ValueError: no stock today")
    expect(page.locator("main")).to_contain_text("about to fail")
    page.get_by_role("button", name=re.compile("^Requeue")).first.click()
    expect(page.locator("main")).to_contain_text(re.compile(r"requeued|Requeued"))


def _reload_until(page: Page, locator: object, attempts: int = 60) -> None:
    for _ in range(attempts):
        if locator.count():  # type: ignore[attr-defined]
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"nothing came on {page.url}: {page.locator('main').inner_text()}")
