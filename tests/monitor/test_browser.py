"""The monitor in a browser: under its strict policy, at any width, in both themes, and alive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from carrot.models import LogEntry, MessageLog, Status, WorkerStatus
from carrot.models.outcome import Outcome
from tests.e2e.browser import quiet_page
from tests.monitor.pages import addresses
from tests.monitor.rows import message, one_of_each

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "a_module_with_a_long_name." * 4 + "and_a_function_with_an_even_longer_name" * 3


@pytest.fixture(autouse=True)
def _loop_beside_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    # Playwright's event loop runs in this thread, which Django takes for asynchronous code.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def page(live_server: Any) -> Iterator[Page]:
    with quiet_page() as opened:
        yield opened


def where(live_server: Any, row: MessageLog) -> str:
    return f"{live_server.url}/some/where/carrot/messages/{row.uuid}/"


def log(row: MessageLog, text: str, attempt: int = 1) -> None:
    LogEntry.objects.create(
        message=row, attempt=attempt, time=timezone.now(), level=20, logger="shop", text=text
    )


def everything() -> MessageLog:
    """Rows on every page, one of them with long values and strangers' HTML in all its texts."""
    one_of_each()
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>" + "x" * 500
    row = message(
        Status.FAILED,
        task=LONG[:255],
        queue="q" * 200,
        worker="w" * 200,
        arguments={"n" * 100: evil, "deep": {"a": [{"b": ["x" * 300]}]}},
        exception=evil,
        traceback=f"Traceback\n{evil}" * 20,
        output=evil,
    )
    log(row, evil)
    now = timezone.now()
    WorkerStatus.objects.create(
        name="w" * 200, host="h" * 200, pid=1, started_at=now, heartbeat_at=now, trouble="t" * 300
    )
    return row


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (1000, "light"), (390, "dark")]
)
def test_no_page_breaks_the_policy_or_scrolls_sideways(
    page: Page, live_server: Any, width: int, scheme: Any
) -> None:
    row = everything()
    parts = "1|name|form|preview|live|action|actions|purge|arguments|1/run"
    missing = re.compile(f"/00000000-|/({parts})/$")
    pages = [f"{live_server.url}{each}" for each in addresses() if not missing.search(each)]
    lists = [f"{live_server.url}/some/where/carrot/messages/{name}/" for name in ("failed", "all")]
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    assert len(pages) > 7
    for address in [*pages, *lists, where(live_server, row)]:
        page.goto(address)
        assert page.locator("html").get_attribute("data-bs-theme") == scheme
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0, address


def test_a_running_message_is_followed_to_its_end_without_loading_anew(
    page: Page, live_server: Any
) -> None:
    row = message(Status.IN_PROGRESS)
    log(row, "first line")
    page.goto(where(live_server, row))
    page.evaluate("window.sameDocument = true")
    lines = page.locator("#log-lines")
    expect(lines).to_contain_text("first line")

    log(row, "second line")
    expect(lines).to_contain_text("second line")
    expect(lines.get_by_text("first line")).to_have_count(1)

    outcome = Outcome(message_id=row.uuid, attempt=1, ended_at=timezone.now(), output="42 sold")
    assert MessageLog.objects.finish(outcome)
    expect(page.locator("#head")).to_contain_text("Completed")
    expect(page.locator("#result")).to_contain_text("42 sold")
    expect(page.locator("#facts")).to_contain_text("Completed")
    expect(page.locator("[data-log-poll]")).to_have_count(0)
    assert page.evaluate("window.sameDocument")


def test_a_waiting_message_is_followed_into_its_run(page: Page, live_server: Any) -> None:
    row = message(Status.PUBLISHED)
    page.goto(where(live_server, row))
    expect(page.locator("#log-lines")).to_contain_text("Not begun yet")
    now = timezone.now()
    assert MessageLog.objects.claim([row.uuid], worker="box:1", now=now, lease_until=now)
    log(row, "begun")
    expect(page.locator("#log-lines")).to_contain_text("begun")
    expect(page.locator("#head")).to_contain_text("Running")


def test_rows_are_chosen_and_requeued_and_the_report_is_shown(page: Page, live_server: Any) -> None:
    for _ in range(3):
        message(Status.FAILED)
    page.goto(f"{live_server.url}/some/where/carrot/messages/failed/")
    requeue = page.get_by_role("button", name="Requeue", exact=True)
    expect(requeue).to_be_disabled()
    page.locator("input.choose").nth(0).check()
    page.locator("input.choose").nth(1).check()
    expect(page.locator("[data-chosen-count]")).to_have_text("2 selected")
    requeue.click()
    expect(page.locator("#notices")).to_contain_text("2 messages requeued.")
    expect(page.locator("input.choose")).to_have_count(1)


def test_all_rows_of_a_page_are_chosen_at_once(page: Page, live_server: Any) -> None:
    for _ in range(3):
        message(Status.FAILED)
    page.goto(f"{live_server.url}/some/where/carrot/messages/failed/")
    page.get_by_label("Select all on this page").check()
    expect(page.locator("[data-chosen-count]")).to_have_text("3 selected")
    page.get_by_role("button", name="Delete…", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Delete 3 messages?")
    page.get_by_role("button", name="Delete 3").click()
    expect(page.locator("#notices")).to_contain_text("3 messages deleted.")


def test_a_list_brings_what_is_new_by_itself_but_not_under_the_hand(
    page: Page, live_server: Any
) -> None:
    message(Status.FAILED)
    page.goto(f"{live_server.url}/some/where/carrot/messages/failed/")
    message(Status.FAILED)
    expect(page.locator("input.choose")).to_have_count(2, timeout=15_000)
    page.locator("input.choose").first.check()
    message(Status.FAILED)
    with page.expect_event("console", predicate=lambda said: said.text == "asked", timeout=15_000):
        page.evaluate("document.addEventListener('htmx:beforeRequest', () => console.log('asked'))")
    expect(page.locator("input.choose")).to_have_count(2)


def test_the_chosen_theme_is_kept(page: Page, live_server: Any) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{live_server.url}/some/where/carrot/")
    page.get_by_label("Theme").select_option("dark")
    page.goto(f"{live_server.url}/some/where/carrot/workers/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_menu_opens_on_a_phone(page: Page, live_server: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}/some/where/carrot/")
    link = page.get_by_role("link", name="Workers", exact=True)
    expect(link).not_to_be_visible()
    page.get_by_role("button", name="Open the menu").click()
    link.click()
    expect(page).to_have_url(re.compile("workers/$"))


def test_the_keyboard_reaches_the_content_and_the_search(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/some/where/carrot/messages/all/")
    page.keyboard.press("/")
    expect(page.get_by_label("Search")).to_be_focused()
    page.goto(f"{live_server.url}/some/where/carrot/messages/all/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()


def test_the_essentials_work_without_scripts(live_server: Any) -> None:
    message(Status.FAILED)
    with quiet_page(scripts=False) as page:
        page.goto(f"{live_server.url}/some/where/carrot/messages/failed/")
        page.locator("input.choose").check()
        page.get_by_role("button", name="Requeue", exact=True).click()
        expect(page.locator("#notices")).to_contain_text("1 message requeued.")
        page.get_by_label("Task").fill("no.such.task")
        page.get_by_role("button", name="Filter").click()
        expect(page.locator("main")).to_contain_text("Nothing matches")
