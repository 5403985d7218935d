"""Every type of the reference in a browser: what the task gets is what was shown, to the type."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from carrot import Task
from carrot.models import MessageLog, Status
from carrot.monitor.forms.shape import showable
from carrot.tasks.json_text import load_json
from carrot.testing import run_waiting
from carrot.testing.exactness import exactly
from carrot.utilities import publish_message
from scripts.types_table import TABLES, Row
from tests.e2e.browser import quiet_page
from tests.monitor.filling import Filler
from tests.monitor.schedules import register
from tests.monitor.test_browser import _loop_beside_the_database
from tests.project import wide

__all__ = ["_loop_beside_the_database", "register"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "shop.typed"
RECEIVED: list[dict[str, Any]] = []


@pytest.fixture
def page() -> Iterator[Page]:
    with quiet_page() as opened:
        opened.set_default_timeout(8000)
        yield opened


def value(text: str) -> Any:
    return eval(text, wide.names())


def function(rows: dict[str, Row]) -> Callable[..., Any]:
    """A function with a parameter for each row, whose default is the row's value."""
    scope = {**wide.names(), "received": RECEIVED}
    signature = ", ".join(f"{name}: {row.annotation} = {row.given}" for name, row in rows.items())
    exec(f"def typed({signature}):\n    received.append(dict(locals()))", scope)
    made: Callable[..., Any] = scope["typed"]
    return made


def send(page: Page) -> MessageLog:
    """Press the button; the message that there is then."""
    page.get_by_role("button", name=re.compile("^Run")).last.click(timeout=8000)
    expect(page.locator("main")).to_contain_text("was sent")
    row = MessageLog.objects.filter(status=Status.PUBLISHED).latest("id")
    run_waiting()
    row.refresh_from_db()
    assert row.status == Status.COMPLETED, row.exception
    return row


def assert_received(expected: dict[str, Any]) -> None:
    got = RECEIVED.pop()
    different = {name: got[name] for name in expected if not exactly(got[name], expected[name])}
    assert different == {}


@pytest.mark.parametrize("table", TABLES)
def test_what_a_form_shows_is_what_the_task_gets(
    page: Page, live_server: Any, register: Any, table: str
) -> None:
    rows = {f"p{number}": row for number, row in enumerate(TABLES[table])}
    register(Task(function(rows), name=NAME))
    run = f"{live_server.url}/some/where/carrot/run/"

    # Untouched it means the defaults, and stores nothing.
    page.goto(f"{run}?task={NAME}")
    row = send(page)
    assert row.arguments == {}
    assert_received({name: value(each.given) for name, each in rows.items()})

    # What code has published is shown, and published again as it was.
    others = {name: value(each.more[0]) for name, each in rows.items() if each.more}
    if not others:
        return
    publish_message(NAME, **others)
    (first,) = run_waiting()
    assert_received(others)
    page.goto(f"{run}?message={first.uuid}")
    again = send(page)
    assert_received(others)
    if table != "times":  # one moment may be stored with another offset
        assert again.arguments == first.arguments


@pytest.mark.parametrize("table", TABLES)
def test_what_a_person_fills_in_is_what_the_task_gets(
    page: Page, live_server: Any, register: Any, table: str
) -> None:
    rows = {f"p{number}": row for number, row in enumerate(TABLES[table])}
    task = Task(asking(rows), name=NAME)
    register(task)

    # From blank controls to values, by the controls themselves.
    given = {name: value(row.given) for name, row in rows.items()}
    page.goto(f"{live_server.url}/some/where/carrot/run/?task={NAME}")
    fill(page, task, given)
    first = send(page)
    assert_received(given)

    # Reopened and changed.
    others = {name: value(row.more[0]) if row.more else given[name] for name, row in rows.items()}
    others |= {name: given[name] for name in beyond(task, others, first.arguments)}
    page.goto(f"{live_server.url}/some/where/carrot/run/?message={first.uuid}")
    fill(page, task, others, shown=first.arguments)
    send(page)
    assert_received(others)


def asking(rows: dict[str, Row]) -> Callable[..., Any]:
    """A function that asks for each of the values."""
    scope = {**wide.names(), "received": RECEIVED}
    signature = ", ".join(f"{name}: {row.annotation}" for name, row in rows.items())
    exec(f"def asking({signature}):\n    received.append(dict(locals()))", scope)
    made: Callable[..., Any] = scope["asking"]
    return made


def fill(page: Page, task: Task, values: dict[str, Any], shown: Any = None) -> None:
    """Give the values to the controls that the form has, which `shown` is in already."""
    document = task.arguments.bind((), values)
    data = json.loads(json.dumps(task.arguments.initial(document)))
    for name, encoded in document.items():
        if is_secret(task, name):
            data[name] = encoded  # typed anew: a form shows a token for it
    Filler(page, task.arguments.schema(shown)).fill(data)


def beyond(task: Task, values: dict[str, Any], shown: Any) -> list[str]:
    """Those that the controls of the form cannot hold, but others for the same type could."""
    schema, document = task.arguments.schema(shown), task.arguments.bind((), values)
    data = task.arguments.initial(document)
    return [each for each in values if not showable(schema["properties"][each], data[each], schema)]


def is_secret(task: Task, name: str) -> bool:
    (parameter,) = [each for each in task.arguments.parameters if each.name == name]
    return "Secret" in parameter.type


def submit(page: Page, changes: dict[str, Any]) -> None:
    """Send the form with other data than its controls would give, as a broken browser does."""
    script = """changes => {
        const area = document.querySelector("textarea[name=arguments]");
        area.value = JSON.stringify({...JSON.parse(area.value), ...changes});
        HTMLFormElement.prototype.submit.call(area.form);
    }"""
    with page.expect_navigation():
        page.evaluate(script, changes)


@pytest.mark.parametrize("table", TABLES)
def test_what_is_refused_is_said_beside_its_control(
    page: Page, live_server: Any, register: Any, table: str
) -> None:
    rows = {f"p{number}": row for number, row in enumerate(TABLES[table])}
    task = Task(function(rows), name=NAME)
    register(task)
    schemas = task.arguments.schema()["properties"]
    refused = {name: load_json(row.refused) for name, row in rows.items()}
    beside = {name for name, each in refused.items() if can_be_typed(schemas[name], each)}

    for name, each in refused.items():
        page.goto(f"{live_server.url}/some/where/carrot/run/?task={NAME}")
        submit(page, {name: each})
        expect(page.get_by_role("alert").first).to_contain_text("Nothing was published: ")
        raw = page.get_by_label("Arguments as JSON").is_visible()
        assert not raw or name not in beside, f"{name}: {each}"
        if raw:  # no control can hold it: it is shown as JSON, with a sentence
            expect(page.locator("#arguments-body")).to_contain_text(re.compile(f"{name}[.:[]"))
        else:
            assert_marked(page.locator(f"[data-place='{name}'], [data-place^='{name}§']"), name)
    assert not MessageLog.objects.exists()


def can_be_typed(schema: dict[str, Any], data: Any) -> bool:
    """Whether a person could give that to the control."""
    if schema.get("type") in ("integer", "number"):
        return isinstance(data, int | float)
    plain = schema.get("type") == "string" and not {"choices", "readonly", "handler"} & {*schema}
    picked = schema.get("format") in ("date", "time", "datetime-local", "number")
    return plain and not picked and isinstance(data, str)


def assert_marked(places: Locator, name: str) -> None:
    """An error is beside a control of the field, and tied to it for who does not see it."""
    expect(places.locator(".rjf-error-text").first, name).to_be_visible()
    faulty = places.locator("[aria-invalid=true]").first
    notes = (faulty.get_attribute("aria-describedby") or "").split()
    classes = [places.page.locator(f"[id='{note}']").get_attribute("class") for note in notes]
    assert any("rjf-error-text" in (each or "") for each in classes), name
