"""A field for a row of a model, in a browser: searched by the keyboard, shown by its label."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from carrot import task
from carrot.models import MessageLog
from carrot.testing import run_waiting
from tests.e2e.browser import quiet_page
from tests.monitor.schedules import register
from tests.monitor.test_browser import _loop_beside_the_database

__all__ = ["_loop_beside_the_database", "register"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def greet(who: User, others: list[User] = []) -> str:  # noqa: B006 - as people write it
    """Greet somebody.

    Args:
        who: Whom.
        others: And whom else.
    """
    return ", ".join(f"{type(each).__name__} {each}" for each in (who, *others))


@pytest.fixture
def page() -> Iterator[Page]:
    with quiet_page() as opened:
        yield opened


def search(page: Page, label: str, term: str, found: str) -> None:
    field = page.get_by_role("combobox", name=re.compile(f"^{label}"))
    field.click()
    field.fill(term)
    expect(page.get_by_role("option", name=found).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(field).to_have_value(found)


def test_rows_are_searched_sent_loaded_and_shown_again(
    page: Page, live_server: Any, register: Any
) -> None:
    register(task(greet, name="shop.greet"))
    ada, bob, _eve = (User.objects.create(username=name) for name in ("ada", "bob", "eve"))

    page.goto(f"{live_server.url}/some/where/carrot/run/?task=shop.greet")
    search(page, "Who", "ad", "ada")
    page.get_by_role("button", name="Add item").click()
    search(page, "Others 1", "bo", "bob")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("main")).to_contain_text("was sent")

    row = MessageLog.objects.get()
    assert row.arguments == {"who": ada.pk, "others": [bob.pk]}
    (ran,) = run_waiting()
    assert ran.output == '"User ada, User bob"'

    page.goto(f"{live_server.url}/some/where/carrot/run/?message={row.uuid}")
    expect(page.get_by_role("combobox", name=re.compile("^Who"))).to_have_value("ada")
    expect(page.get_by_role("combobox", name=re.compile("^Others 1"))).to_have_value("bob")


def test_a_row_that_is_added_is_searched_at_once_by_the_keyboard(
    page: Page, live_server: Any, register: Any
) -> None:
    register(task(greet, name="shop.greet"))
    User.objects.create(username="bob")

    page.goto(f"{live_server.url}/some/where/carrot/run/?task=shop.greet")
    page.get_by_role("button", name="Add item").press("Enter")
    field = page.get_by_role("combobox", name=re.compile("^Others 1"))
    expect(field).to_be_focused()
    page.keyboard.type("bo")
    expect(page.get_by_role("option", name="bob")).to_be_visible()
    page.keyboard.press("Enter")

    expect(field).to_have_value("bob")
    expect(field).to_be_focused()


def count(numbers: list[int]) -> int:
    """Count."""
    return sum(numbers)


def test_more_items_than_django_takes_fields_are_shown_and_sent(
    page: Page, live_server: Any, register: Any
) -> None:
    register(task(count, name="shop.count"))
    page.goto(f"{live_server.url}/some/where/carrot/run/?task=shop.count")
    page.get_by_role("button", name="JSON", exact=True).click()
    text = page.get_by_label("Arguments as JSON")
    text.fill(json.dumps({"numbers": list(range(1200))}))
    page.get_by_role("button", name="Form", exact=True).click()
    expect(page.locator("[name='rjf§numbers§1199']")).to_have_value("1199")

    page.locator("[name='rjf§numbers§1199']").fill("0")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("main")).to_contain_text("was sent")
    (row,) = run_waiting()
    assert row.output == str(sum(range(1199)))


def test_a_button_does_not_move_away_while_it_is_pressed(
    page: Page, live_server: Any, register: Any
) -> None:
    register(task(count, name="shop.count"))
    page.goto(f"{live_server.url}/some/where/carrot/run/?task=shop.count")
    page.get_by_role("button", name="Add item").click()
    page.locator("[name='rjf§numbers§0']").click()
    expect(page.locator("#beside")).to_contain_text("1 to mend")
    button = page.get_by_role("button", name="Run", exact=True)
    place = button.bounding_box()
    assert place is not None

    # Pressing it leaves the field, which asks for a preview of another height.
    page.keyboard.type("7")
    page.mouse.move(place["x"] + 10, place["y"] + place["height"] - 4)
    with page.expect_response("**/run/preview/"):
        page.mouse.down()
    page.wait_for_timeout(400)
    assert button.bounding_box() == place
    page.mouse.up()

    expect(page.locator("main")).to_contain_text("was sent")
    (row,) = run_waiting()
    assert row.output == "7"


def test_a_preview_that_was_held_back_comes_after_all(
    page: Page, live_server: Any, register: Any
) -> None:
    register(task(count, name="shop.count"))
    page.goto(f"{live_server.url}/some/where/carrot/run/?task=shop.count")
    page.get_by_role("button", name="Add item").click()
    page.locator("[name='rjf§numbers§0']").click()
    expect(page.locator("#beside")).to_contain_text("1 to mend")
    page.keyboard.type("7")
    cancel = page.get_by_role("link", name="Cancel").bounding_box()
    assert cancel is not None
    page.mouse.move(cancel["x"] + 5, cancel["y"] + 5)
    with page.expect_response("**/run/preview/"):
        page.mouse.down()
    page.mouse.move(5, 5)  # thought better of it
    page.mouse.up()

    expect(page.locator("#beside")).to_contain_text("count(numbers=[7])")
