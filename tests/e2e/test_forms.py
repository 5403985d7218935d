"""The form of a call in a browser: by keyboard, for a screen reader, as JSON, and typing kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from carrot.models import ScheduledTask
from carrot.tasks import Task
from tests.e2e.browser import quiet_page
from tests.monitor.schedules import register
from tests.project import rich

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["register"]

LOGIN_REQUIRED = "django.contrib.auth.decorators.login_required"


@pytest.fixture(autouse=True)
def database(monkeypatch, register) -> None:
    """Playwright keeps an event loop in this thread, where the tests ask the database."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    for function in (rich.dispatch, rich.nested):
        register(Task(function))


@pytest.fixture
def page(live_server, database) -> Iterator[Page]:
    with quiet_page() as opened:
        opened.set_default_timeout(10_000)
        yield opened


@pytest.fixture
def new(live_server):
    def address(name: str) -> str:
        return f"{live_server.url}{reverse('carrot:schedule-new')}?task=tests.project.rich.{name}"

    return address


def inside(page: Page, *steps: object) -> Locator:
    return page.locator(f"[name='{'§'.join(map(str, ('rjf', *steps)))}']")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def assert_accessible(page: Page, what: str) -> None:
    page.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")
    found = Axe().run(page).response["violations"]
    said = [
        f"{what}: {each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]
    ]
    assert not said, "\n".join(said)


def test_axe_finds_nothing_in_a_rich_form_its_errors_and_its_json(page, new):
    page.goto(new("dispatch"))
    page.get_by_role("button", name="Add item: Parcels", exact=True).click()
    page.get_by_role("checkbox", name="green").click()
    expect(page.get_by_role("checkbox", name="green")).to_be_checked()
    assert_accessible(page, "a form")
    page.get_by_role("combobox", name="Country", exact=True).last.click()
    expect(page.get_by_role("option", name="COUNTRY_007")).to_be_visible()
    assert_accessible(page, "an open list")

    page.keyboard.press("Escape")
    save(page)
    expect(page.locator("#arguments-body .rjf-error-text").first).to_be_visible()
    assert_accessible(page, "errors")
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    assert_accessible(page, "errors in dark on a phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.get_by_role("button", name="JSON", exact=True).click()
    expect(page.get_by_label("Arguments as JSON")).to_be_visible()
    page.get_by_label("Arguments as JSON").fill('{"parcels": [')
    page.get_by_role("button", name="Form", exact=True).click()
    expect(page.get_by_text("so it stays JSON")).to_be_visible()
    assert_accessible(page, "JSON with an error")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def tab_to(page: Page, wanted: Locator) -> None:
    """Go on with Tab, as somebody without a mouse does, until it has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"Tab does not come to {wanted}")


def test_a_nested_form_is_filled_in_and_saved_by_keyboard_alone(page, new):
    page.goto(new("nested"))
    press, focused = page.keyboard.press, page.locator("*:focus")
    add_row = page.get_by_role("button", name="Add item: Rows", exact=True)
    tab_to(page, add_row)
    press("Enter")
    expect(focused).to_have_attribute("aria-label", "Add item: Rows 1")
    for text in ("b", "a", "x"):
        if text != "b":
            tab_to(page, page.get_by_role("button", name="Add item: Rows 1", exact=True))
        press("Enter")
        expect(focused).to_have_attribute("name", re.compile("rjf§rows§0§"))
        page.keyboard.type(text)

    # What is moved keeps the focus; what is removed gives it to what stands there now.
    press("Shift+Tab")
    press("Shift+Tab")
    expect(focused).to_have_attribute("aria-label", "Move up: Rows 1 3")
    press("Space")
    expect(focused).to_have_attribute("aria-label", "Move up: Rows 1 2")
    expect(page.get_by_text("Moved to 2 of 3")).to_be_attached()
    expect(inside(page, "rows", 0, 1)).to_have_value("x")
    tab_to(page, page.get_by_role("button", name="Remove: Rows 1 2", exact=True))
    press("Enter")
    expect(inside(page, "rows", 0, 2)).to_have_count(0)
    expect(focused).to_have_attribute("aria-label", "Remove: Rows 1 2")
    expect(inside(page, "rows", 0, 1)).to_have_value("a")

    tab_to(page, page.get_by_role("combobox", name=re.compile("Country")))
    page.keyboard.type("_29")
    expect(page.locator(".combobox-list [role=option]")).to_have_count(10)
    press("ArrowDown")
    press("Enter")
    expect(focused).to_have_value("COUNTRY_291")
    tab_to(page, page.get_by_label("Weight", exact=True).locator("visible=true").last)
    press("ArrowDown")
    tab_to(page, inside(page, "weight", "value"))
    page.keyboard.type("2.50")
    tab_to(page, page.get_by_role("button", name="Save", exact=True))
    press("Enter")
    expect(page.get_by_role("link", name="nested", exact=True)).to_be_visible()
    assert ScheduledTask.objects.get().arguments == {
        "rows": [["b", "a"]],
        "country": "COUNTRY_291",
        "weight": {"__type__": "Decimal", "value": "2.50"},
    }


def test_errors_at_any_depth_are_reached_and_json_goes_both_ways(page, new):
    page.goto(new("nested"))
    page.get_by_role("button", name="JSON", exact=True).click()
    typed = {
        "rows": [["007", "1.0"], []],
        "country": "COUNTRY_007",
        "weight": {"__type__": "int", "value": 2**53 + 1},
        "percent": 101,
    }
    page.get_by_label("Arguments as JSON").fill(json.dumps(typed))
    expect(page.locator("#beside .faults")).to_contain_text("percent")
    page.get_by_role("button", name="Form", exact=True).click()
    expect(page.locator("#arguments-as-form")).to_be_focused()
    expect(inside(page, "rows", 0, 0)).to_have_value("007")
    expect(inside(page, "weight", "value")).to_have_value(str(2**53 + 1))
    expect(page.get_by_label("Percent")).to_have_attribute("aria-invalid", "true")
    inside(page, "rows", 0, 1).fill("")
    page.get_by_label("Percent").fill("100")

    inside(page, "weight", "value").fill("")
    page.get_by_role("button", name="Collapse: Rows", exact=True).click()
    save(page)
    expect(page.get_by_text("Nothing was saved: 1 thing is to mend")).to_be_visible()
    expect(inside(page, "weight", "value")).to_be_focused()
    inside(page, "weight", "value").fill("41")
    page.get_by_role("button", name="JSON", exact=True).click()
    expect(page.locator("#arguments-as-json")).to_have_attribute("aria-pressed", "true")
    document = json.loads(page.get_by_label("Arguments as JSON").input_value())
    weight = {"__type__": "int", "value": 41}
    assert document == {**typed, "rows": [["007", ""], []], "weight": weight, "percent": 100}
    save(page)
    expect(page.get_by_role("link", name="nested", exact=True)).to_be_visible()
    assert ScheduledTask.objects.get().arguments == document


def log_in(page: Page, address: str) -> None:
    client = Client()
    client.force_login(User.objects.get_or_create(username="ada", is_superuser=True)[0])
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}]
    )


def test_what_was_typed_survives_a_lost_session_and_no_secret_is_kept(
    page, new, live_server, settings
):
    settings.CARROT = {**settings.CARROT, "monitor_authentication": [LOGIN_REQUIRED]}
    settings.LOGIN_URL = "/static/carrot/carrot.svg"
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    log_in(page, live_server.url)
    page.goto(new("nested"))
    page.get_by_role("button", name="Add item: Rows", exact=True).click()
    page.get_by_role("button", name="Add item: Rows 1", exact=True).click()
    expect(inside(page, "rows", 0, 0)).to_be_focused()
    inside(page, "rows", 0, 0).fill("kept")
    page.get_by_label("Password").fill("hunter2")
    page.get_by_label("Name of the schedule").fill("Mine")
    page.context.clear_cookies(name="sessionid")
    save(page)
    page.wait_for_url(re.compile(r"carrot\.svg\?next="))
    assert "hunter2" not in page.evaluate("JSON.stringify(sessionStorage)")

    log_in(page, live_server.url)
    page.goto(new("nested"))
    page.get_by_role("button", name="Restore what you typed").click()
    expect(inside(page, "rows", 0, 0)).to_have_value("kept")
    expect(page.get_by_label("Name of the schedule")).to_have_value("Mine")
    expect(page.get_by_label("Password")).to_have_value("")

    inside(page, "weight", "value").fill("1")
    page.get_by_role("combobox", name=re.compile("Country")).fill("123")
    page.keyboard.press("Enter")
    save(page)
    expect(page.get_by_role("link", name="Mine", exact=True)).to_be_visible()
    assert ScheduledTask.objects.get().arguments["rows"] == [["kept"]]
    page.goto(new("nested"))
    expect(page.get_by_label("Name of the schedule")).to_have_value("nested")
    expect(page.locator(".carrot-arguments.is-ready")).to_be_visible()
    expect(page.get_by_text("was not saved")).to_have_count(0)
