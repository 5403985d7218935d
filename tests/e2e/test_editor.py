"""The schedule editor in a browser: forms from signatures, filled in, mended and saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from carrot.models import MessageLog, ScheduledTask
from carrot.scheduling import rules
from carrot.tasks import registry
from tests.e2e.browser import quiet_page
from tests.project.tasks import Segment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BERLIN = ZoneInfo("Europe/Berlin")
TASKS = "tests.project.tasks"


@pytest.fixture(autouse=True)
def database(monkeypatch) -> None:
    """Playwright keeps an event loop in this thread, where the tests ask the database."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture
def page(live_server, database) -> Iterator[Page]:
    with quiet_page() as opened:
        opened.set_default_timeout(10_000)
        yield opened


@pytest.fixture
def plain(live_server, database) -> Iterator[Page]:
    """A browser without JavaScript."""
    with quiet_page(scripts=False) as opened:
        opened.set_default_timeout(10_000)
        yield opened


@pytest.fixture
def at(live_server):
    def address(name: str, *args: object, query: str = "") -> str:
        return f"{live_server.url}{reverse(f'carrot:{name}', args=args)}{query}"

    return address


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def inside(page: Page, *steps: object):
    """The control of an argument."""
    return page.locator(f"[name='{'§'.join(map(str, ('rjf', *steps)))}']")


def error_of(page: Page, *steps: object):
    """What is said beside an argument's control."""
    row = page.locator(".rjf-form-row", has=inside(page, *steps)).last
    return row.locator(".rjf-error-text")


def stored() -> ScheduledTask:
    return ScheduledTask.objects.get()


def test_a_refund_is_scheduled_after_its_errors_are_mended(page, at):
    page.goto(at("schedule-new"))
    page.get_by_label("Search tasks").fill("order back")
    page.locator("#task-choices a:visible").click()
    expect(page.get_by_label("Order")).to_be_focused()
    expect(page.get_by_label("Name of the schedule")).to_have_value("refund")

    page.get_by_label("Reason").select_option("broken")
    save(page)
    expect(page.get_by_text("Nothing was saved: 2 things are to mend")).to_be_visible()
    expect(error_of(page, "order")).to_contain_text("required")
    expect(error_of(page, "amount")).to_contain_text("required")
    expect(page.get_by_label("Order")).to_be_focused()
    expect(page.get_by_label("Reason")).to_have_value("broken")

    page.get_by_label("Order").fill("1042")
    expect(error_of(page, "order")).to_be_hidden()
    expect(error_of(page, "amount")).to_be_visible()
    page.locator("#beside").get_by_role("link", name="amount").click()
    expect(page.get_by_label("Amount")).to_be_focused()
    page.keyboard.type("19.90")
    page.get_by_label("Notify").uncheck()
    call = "refund(order=1042, amount=Decimal('19.90'), reason='broken', notify=False)"
    expect(page.locator("#beside")).to_contain_text(call)
    save(page)

    expect(page.get_by_role("link", name="refund", exact=True)).to_be_visible()
    assert stored().arguments == {
        "order": 1042,
        "amount": "19.90",
        "reason": "broken",
        "notify": False,
    }
    assert stored().priority == 5
    page.get_by_role("link", name="refund", exact=True).click()
    expect(page.get_by_label("Order")).to_have_value("1042")
    expect(page.get_by_label("Amount")).to_have_value("19.90")
    expect(page.get_by_label("Notify")).not_to_be_checked()


def test_a_newsletter_is_scheduled_with_its_enum_moment_list_and_dict(page, at):
    page.goto(at("schedule-new", query=f"?task={TASKS}.newsletter"))
    page.get_by_label("Segment").select_option("LOYAL")
    inside(page, "at").fill("2027-03-28T02:30")
    for _ in range(3):
        page.get_by_role("button", name="Add item: Tags").click()
    # The focus goes to what was added: what is typed before would go there too.
    expect(page.get_by_label("Tags 3", exact=True)).to_be_focused()
    page.get_by_label("Tags 1", exact=True).fill("vip")
    page.get_by_label("Tags 2", exact=True).fill("<b>bold</b>")
    page.get_by_label("Tags 3", exact=True).fill('quo"te §')
    for _ in range(2):
        page.get_by_role("button", name="Add item: Prices").click()
    expect(inside(page, "prices", 1, "key")).to_be_focused()
    inside(page, "prices", 0, "key").fill("007")
    inside(page, "prices", 0, "value").fill("0.10")
    inside(page, "prices", 1, "key").fill("007")
    inside(page, "prices", 1, "value").fill("12345678901234567890.01")
    page.get_by_text("Cron", exact=True).click()
    page.get_by_label("Cron expression").fill("0 0 31 2 *")
    expect(page.locator("#beside")).to_contain_text("never comes due")
    save(page)

    # Every error is beside its field, and all that was typed is there.
    expect(error_of(page, "at")).to_contain_text("the clocks skip this time")
    expect(error_of(page, "prices", 1, "key")).to_contain_text("given already")
    expect(page.locator(".when .field-error")).to_contain_text("never comes due")
    expect(page.get_by_label("Tags 3", exact=True)).to_have_value('quo"te §')
    expect(inside(page, "prices", 1, "value")).to_have_value("12345678901234567890.01")

    inside(page, "at").fill("2027-03-28T03:30")
    page.locator("#beside").get_by_role("link", name="Prices 2: Key").click()
    expect(inside(page, "prices", 1, "key")).to_be_focused()
    inside(page, "prices", 1, "key").fill("7")
    page.get_by_label("Cron expression").fill("30 2 * * SUN")
    expect(page.locator("#beside time")).to_have_count(5)
    expect(page.locator("#beside .faults")).to_have_count(0)
    save(page)

    expect(page.get_by_role("link", name="newsletter", exact=True)).to_be_visible()
    assert stored().arguments == {
        "segment": "LOYAL",
        "at": "2027-03-28T03:30:00+02:00",
        "tags": ["vip", "<b>bold</b>", 'quo"te §'],
        "prices": [
            {"key": "007", "value": "0.10"},
            {"key": "7", "value": "12345678901234567890.01"},
        ],
    }
    call = registry.get(f"{TASKS}.newsletter").arguments.decode(stored().arguments)
    assert call.kwargs == {
        "segment": Segment.LOYAL,
        "at": datetime(2027, 3, 28, 3, 30, tzinfo=BERLIN),
        "tags": ["vip", "<b>bold</b>", 'quo"te §'],
        "prices": {"007": Decimal("0.10"), "7": Decimal("12345678901234567890.01")},
    }
    before = stored().arguments
    page.get_by_role("link", name="newsletter", exact=True).click()
    expect(inside(page, "at")).to_have_value("2027-03-28T03:30")
    expect(inside(page, "prices", 1, "value")).to_have_value("12345678901234567890.01")
    save(page)
    expect(page.get_by_role("link", name="newsletter", exact=True)).to_be_visible()
    assert stored().arguments == before


def change_task(page: Page, name: str) -> None:
    page.get_by_text("Change task").click()
    page.locator(f"#task-choices a[href$='.{name}']").click()


def test_looking_at_another_task_and_coming_back_loses_nothing(page, at):
    page.goto(at("schedule-new", query=f"?task={TASKS}.refund"))
    page.get_by_label("Order").fill("1042")
    change_task(page, "sleep")
    page.get_by_label("Seconds").fill("3.5")
    change_task(page, "refund")
    expect(page.get_by_label("Order")).to_have_value("1042")
    page.get_by_label("Amount").fill("1")
    expect(page.locator("#beside")).to_contain_text("refund(order=1042, amount=Decimal('1'))")
    save(page)
    expect(page.get_by_role("link", name="refund", exact=True)).to_be_visible()
    assert stored().arguments == {"order": 1042, "amount": "1"}


def test_runs_stand_on_the_clock_of_their_zone_and_on_the_readers(page, at):
    page.goto(at("schedule-new", query=f"?task={TASKS}.nothing"))
    page.get_by_text("Cron", exact=True).click()
    page.get_by_label("Cron expression").fill("0 9 * * MON")
    page.get_by_label("Time zone").fill("Asia/Tokyo")
    first = page.locator("#beside .runs li").first
    expect(first).to_contain_text("09:00")
    expect(first).to_contain_text("JST +09:00")
    there = page.evaluate("new Date(document.querySelector('#beside time').dateTime).getHours()")
    expect(first.locator(".run-local")).to_contain_text(f"{there:02}:00 on your clock")


def test_changing_the_task_in_place_keeps_the_rest_of_the_form(page, at):
    page.goto(at("schedule-new", query=f"?task={TASKS}.refund"))
    page.get_by_label("Name of the schedule").fill("Mine")
    page.get_by_label("Every", exact=True).last.fill("7")
    for task, field in (("sleep", "Seconds"), ("add", "The first number."), ("chatter", "Lines")):
        change_task(page, task)
        expect(page.locator("#task-part")).to_contain_text(field)
    page.get_by_label("Lines").fill("3")
    expect(page.locator("#beside")).to_contain_text("chatter(lines=3)")
    save(page)
    expect(page.get_by_role("link", name="Mine", exact=True)).to_be_visible()
    assert (stored().task, stored().interval_count) == (f"{TASKS}.chatter", 7)
    assert stored().arguments == {"lines": 3}


def test_1200_items_are_not_too_many_fields(page, at):
    many = [str(number) for number in range(1200)]
    arguments = {"segment": "NEW", "at": "2027-01-01T00:00:00+01:00", "tags": many, "prices": []}
    made = ScheduledTask(
        task_name="Many",
        task=f"{TASKS}.newsletter",
        arguments=arguments,
        interval_count=1,
        interval_type="days",
    )
    rules.save(made, timezone.now())
    page.goto(at("schedule", made.pk))
    inside(page, "tags", 1199).fill("last")
    save(page)
    expect(page.get_by_role("link", name="Many", exact=True)).to_be_visible()
    assert stored().arguments["tags"] == [*many[:1199], "last"]


def test_half_a_number_is_not_sent_and_not_lost(page, at):
    page.goto(at("schedule-new", query=f"?task={TASKS}.refund"))
    page.get_by_label("Order").fill("1")
    page.get_by_label("Amount").focus()
    page.keyboard.type("1e")
    save(page)
    expect(page.get_by_label("Amount")).to_be_focused()
    assert page.url.endswith(f"?task={TASKS}.refund")
    page.keyboard.type("2")
    save(page)
    expect(page.get_by_role("link", name="refund", exact=True)).to_be_visible()
    assert Decimal(stored().arguments["amount"]) == 100


def test_save_and_run_now_shows_the_message(page, at):
    page.goto(at("schedule-new", query=f"?task={TASKS}.nothing"))
    page.get_by_role("button", name="Save and run now").click()
    expect(page.get_by_role("heading", name="nothing").first).to_be_visible()
    row = MessageLog.objects.get()
    assert str(row.uuid) in page.url
    assert row.scheduled_task == stored()


UNNAMED = """() => Array.from(document.querySelector("#schedule-form").elements)
  .filter(each => each.matches("input, select, textarea"))
  .filter(each => each.type !== "hidden" && each.checkVisibility())
  .filter(each => !each.labels?.length && !each.getAttribute("aria-label"))
  .map(each => each.outerHTML)"""


def test_every_control_has_a_name_and_errors_belong_to_theirs(page, at):
    page.goto(at("schedule-new", query=f"?task={TASKS}.newsletter"))
    page.get_by_role("button", name="Add item: Tags").click()
    page.get_by_role("button", name="Add item: Prices").click()
    assert page.evaluate(UNNAMED) == []
    save(page)
    wrong = inside(page, "prices", 0, "value")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    note = wrong.get_attribute("aria-describedby").split()[0]
    expect(page.locator(f"[id='{note}']")).to_have_text("Enter a decimal number.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_phone_nothing_is_wider_than_the_screen(page, at, theme):
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme=theme)
    page.goto(at("schedule-new", query=f"?task={TASKS}.newsletter"))
    page.get_by_role("button", name="Add item: Prices").click()
    page.get_by_label("Name of the schedule").fill("x" * 200)
    save(page)
    expect(page.locator(".rjf-error-text").first).to_be_visible()
    for name in (None, "schedules", "tasks"):
        if name:
            page.goto(at(name))
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name


def test_without_scripts_the_form_is_json_that_can_be_mended_and_saved(plain, at):
    plain.goto(at("schedule-new"))
    plain.locator("#task-choices").get_by_role("link", name="refund").click()
    expect(plain.get_by_label("Arguments as JSON")).to_be_visible()
    plain.get_by_label("Arguments as JSON").fill('{"order": 1, "amount": ')
    save(plain)
    expect(plain.get_by_label("Arguments as JSON")).to_have_value('{"order": 1, "amount": ')
    plain.get_by_label("Arguments as JSON").fill('{"order": 1, "amount": "2.50"}')
    save(plain)
    expect(plain.get_by_role("link", name="refund", exact=True)).to_be_visible()
    assert stored().arguments == {"order": 1, "amount": "2.50"}
