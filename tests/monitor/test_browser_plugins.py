"""What plugins bring, in a browser: forms of actions, buttons of panels, by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from carrot.models import MessageLog, QueuePause, Status
from carrot.plugins import Action, Result, hookimpl
from carrot.testing import registered
from carrot_plugins import export, failure_groups, queues
from tests.e2e.browser import quiet_page
from tests.monitor.rows import message

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Notes:
    @hookimpl
    def register_actions(self):
        yield Action(name="annotate", label="Annotate", run=annotate, states=("failed",))


def annotate(request, chosen, *, note: str, times: int = 1, tags: list[str] = []) -> Any:  # noqa: B006 - as people write it
    """Write a note on each.

    Args:
        note: What to write.
        times: How often.
    """
    for row in chosen.order_by("pk"):
        row.worker = f"{note * times} {' '.join(tags)}".strip()
        row.save(update_fields=["worker"])
        yield Result(row=row, text=f"noted {row.worker}")


@pytest.fixture(autouse=True)
def _plugins(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Playwright's event loop runs in this thread, which Django takes for asynchronous code.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with (
        registered(Notes(), "notes-here"),
        registered(queues, "queues-here"),
        registered(failure_groups, "groups-here"),
        registered(export, "export-here"),
    ):
        yield


@pytest.fixture
def page(live_server: Any) -> Iterator[Page]:
    with quiet_page() as opened:
        yield opened


def at(live_server: Any, place: str) -> str:
    return f"{live_server.url}/some/where/carrot/{place}"


def test_the_form_of_an_action_is_filled_in_mended_and_done(page: Page, live_server: Any) -> None:
    for _ in range(3):
        message(Status.FAILED)
    page.goto(at(live_server, "messages/failed/"))
    page.locator("input.choose").nth(0).check()
    page.locator("input.choose").nth(1).check()
    page.get_by_role("button", name="Annotate", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Annotate 2 messages?")
    page.get_by_label("times").fill("1.5")
    page.get_by_role("button", name="Annotate 2").click()
    expect(page.get_by_role("alert").first).to_contain_text("Nothing was done: 2 things")
    expect(page.get_by_label("times")).to_have_value("1.5")
    assert not MessageLog.objects.filter(worker="seen").exists()

    page.get_by_role("alert").get_by_role("link", name="note").click()
    expect(page.get_by_label("note")).to_be_focused()
    page.keyboard.type("seen")
    page.get_by_label("times").fill("2")
    page.get_by_role("button", name="Annotate 2").press("Enter")
    expect(page.locator("main")).to_contain_text("noted seenseen")
    assert MessageLog.objects.filter(worker="seenseen").count() == 2


def test_all_that_match_are_done_to_and_the_report_is_read(page: Page, live_server: Any) -> None:
    for _ in range(4):
        message(Status.FAILED, queue="money")
    message(Status.FAILED)
    page.goto(at(live_server, "messages/failed/?queue=money"))
    page.get_by_text("All that match").click()
    page.get_by_role("button", name="Annotate all…").click()
    page.get_by_label("note").fill("x")
    page.get_by_role("button", name="Annotate 4").click()

    expect(page.locator("main")).to_contain_text("4 done")
    assert MessageLog.objects.filter(worker="x", queue="money").count() == 4
    assert MessageLog.objects.filter(worker="x").count() == 4


def test_a_file_is_downloaded(page: Page, live_server: Any) -> None:
    message(Status.COMPLETED)
    page.goto(at(live_server, "messages/completed/"))
    page.locator("input.choose").first.check()
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as waited:
        page.get_by_role("button", name="Export").last.click()
    text = waited.value.path().read_text(encoding="utf-8-sig")
    assert text.count("\n") == 2
    assert "tests.project.tasks.add" in text


def test_a_queue_is_paused_and_resumed_by_keyboard(page: Page, live_server: Any) -> None:
    message(Status.PUBLISHED)
    page.goto(at(live_server, "panels/queues/"))
    page.get_by_role("button", name="Pause default").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("The queue default is paused.")
    expect(page.get_by_role("link", name="Queues 1 paused")).to_be_visible()
    assert QueuePause.objects.get().queue == "default"

    page.get_by_role("button", name="Resume default").press("Space")
    expect(page.locator("#notices")).to_contain_text("The queue default goes on.")
    assert not QueuePause.objects.exists()


def test_a_queue_is_purged_after_a_question(page: Page, live_server: Any) -> None:
    row = message(Status.PUBLISHED)
    page.goto(at(live_server, "panels/queues/"))
    page.get_by_role("button", name="Purge… default").click()
    page.get_by_role("link", name="Go back").click()
    page.get_by_role("button", name="Purge… default").click()
    page.get_by_role("button", name="Purge default").click()
    expect(page.locator("#notices")).to_contain_text("1 waiting message is cancelled")
    row.refresh_from_db()
    assert row.status == Status.CANCELLED


def test_a_panel_shows_what_is_new_by_itself(page: Page, live_server: Any, monkeypatch) -> None:
    monkeypatch.setattr(queues.panel, "refresh", 1, raising=False)
    page.goto(at(live_server, "panels/queues/"))
    page.evaluate("window.sameDocument = true")
    message(Status.PUBLISHED, queue="brand-new")
    expect(page.locator("#panel")).to_contain_text("brand-new")
    assert page.evaluate("window.sameDocument")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_of_a_plugin_scrolls_sideways(
    page: Page, live_server: Any, width: int, scheme: Any
) -> None:
    long = "a_module_with_a_long_name." * 6
    row = message(
        Status.FAILED, task=long, place=f"{long}take, line 17", exception=f"{'E' * 80}: {long * 9}"
    )
    message(Status.PUBLISHED, queue="q" * 200)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    places = [
        "panels/queues/",
        "panels/failure-groups/",
        "panels/queues/purge/?queue=" + "q" * 200,
        f"panels/failure-groups/delete/?task={long}&error=E&place={row.place}",
    ]
    for place in places:
        page.goto(at(live_server, place))
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0, place
