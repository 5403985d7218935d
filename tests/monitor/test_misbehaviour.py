"""Every hook, and every way in which a plugin can do it badly: the house stands.

The page is there, names the plugin where its part would have been, and keeps what others gave.
"""

from __future__ import annotations

import time
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from django.utils.safestring import mark_safe

from carrot import task
from carrot.models import MessageLog, Status
from carrot.plugins import (
    Action,
    ArgumentType,
    Card,
    Column,
    Link,
    Panel,
    Section,
    TablePanel,
    hookimpl,
    meters,
)
from carrot.publishing import publish_message
from carrot.testing import registered, run_waiting
from tests.monitor.rows import message
from tests.plugins.starts import connect, install
from tests.project import tasks

__all__ = ["connect", "install"]

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert('guest')</script>"
PROBLEM = "the warehouse is closed"


def letters(name: str) -> str:
    return "".join(filter(str.isalpha, name))


def table(name: str) -> Panel:
    class Table(TablePanel):
        slug, title, columns = f"table-{letters(name).lower()}", name, {"x": name}

        def get_rows(self, request):
            yield {"x": name}

    return Table()


def function(name: str) -> Callable[[], None]:
    def given() -> None:
        """Nothing."""

    given.__doc__ = name
    return task(given, name="guest." + letters(name))


def argument_type(name: str) -> ArgumentType:
    kind = type("Kind" + letters(name), (), {})
    schema = {"type": "string", "placeholder": name}
    return ArgumentType(type=kind, schema=schema, encode=str, decode=kind, label=name)


@dataclass(frozen=True)
class Hook:
    """A hook that collects: what a good value is, and the page where it can be seen."""

    name: str
    make: Callable[[str], Any]
    parameters: tuple[str, ...] = ()
    page: str = "overview"
    names_plugin: bool = False
    is_seen: bool = True

    def implementation(self, values: Callable[[], Any]) -> Any:
        """A plugin with this hook, which gives what `values` gives."""
        taken = ", ".join(self.parameters)
        made: dict[str, Any] = {"values": values}
        exec(f"def {self.name}({taken}):\n    return values()", made)
        plugin = types.ModuleType("guest")
        setattr(plugin, self.name, hookimpl(made[self.name]))
        return plugin


HOOKS = [
    Hook("overview_cards", lambda name: Card(title=name, value=name, note=name), ("request",),
         names_plugin=True),
    Hook("log_sections", lambda name: Section(title=name, rows={name: name}, note=name),
         ("request", "log"), page="message", names_plugin=True),
    Hook("nav_links", lambda name: Link(label=name, url="/elsewhere/"), ("request",)),
    Hook("register_panels", table),
    Hook("register_columns", lambda name: Column(name="c" + letters(name),
                                                 label=name, value=lambda row: name),
         page="messages"),
    Hook("register_actions", lambda name: Action(name="a" + letters(name),
                                                 label=name, run=lambda request, rows: name),
         page="messages"),
    Hook("register_tasks", function, page="tasks"),
    Hook("register_argument_types", argument_type, is_seen=False),
]  # fmt: skip
EVERY_HOOK = pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook.name)


def page(client, name: str) -> str:
    arguments = {
        "messages": ["completed"],
        "message": [MessageLog.objects.values_list("uuid", flat=True)[0]],
    }
    answer = client.get(reverse(f"carrot:{name}", args=arguments.get(name)))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture(autouse=True)
def _rows():
    message(Status.COMPLETED)


@pytest.fixture
def seen(client):
    """The page with a guest that does something badly beside a good neighbour, and what it says."""

    def look(hook: Hook, values: Callable[[], Any], *, fails: bool = True) -> tuple[str, str]:
        neighbour = hook.implementation(lambda: [hook.make("Neighbour")])
        with (
            registered(hook.implementation(values), "the-guest"),
            registered(neighbour, "the-neighbour"),
        ):
            text, plugins = page(client, hook.page), page(client, "plugins")
            for other in ("overview", "messages", "message", "schedules", "tasks", "workers"):
                page(client, other)
        if hook.is_seen:
            assert "Neighbour" in text
        assert SCRIPT not in text + plugins
        if fails and hook.names_plugin:
            assert "the-guest" in text
        return text, plugins

    return look


@EVERY_HOOK
def test_a_plugin_that_raises_is_named_and_the_others_are_there(seen, hook):
    def values():
        raise RuntimeError(PROBLEM)

    _, plugins = seen(hook, values)
    assert f"{hook.name}: RuntimeError: {PROBLEM}" in plugins


@EVERY_HOOK
@pytest.mark.parametrize("value", ["text", 7, {"a": 1}, b"bytes", object()], ids=repr)
def test_a_plugin_that_returns_something_else_is_named(seen, hook, value):
    _, plugins = seen(hook, lambda: value)
    assert f"{hook.name}: WrongType: it returned a" in plugins


@EVERY_HOOK
def test_a_plugin_that_yields_something_else_is_named_and_its_good_values_are_kept(seen, hook):
    text, plugins = seen(hook, lambda: [hook.make("Before"), ["no value"], hook.make("Behind")])

    assert f"{hook.name}: WrongType: it gave a list" in plugins
    if hook.is_seen:
        assert "Before" in text
        assert "Behind" in text


@EVERY_HOOK
def test_what_a_plugin_gave_before_it_raised_is_kept(seen, hook):
    def values():
        yield hook.make("Before")
        raise RuntimeError(PROBLEM)

    text, plugins = seen(hook, values)
    assert f"{hook.name}: RuntimeError: {PROBLEM}" in plugins
    if hook.is_seen:
        assert "Before" in text


@EVERY_HOOK
def test_hostile_text_is_text(seen, hook):
    text, _ = seen(hook, lambda: [hook.make(mark_safe(SCRIPT))], fails=False)

    if hook.is_seen:
        assert "&lt;script&gt;" in text


@EVERY_HOOK
def test_a_plugin_without_an_end_is_cut_off(seen, hook):
    def values():
        while True:
            yield ["no value"]

    _, plugins = seen(hook, values)
    assert f"{hook.name}: WrongType: it gave" in plugins


@EVERY_HOOK
def test_a_plugin_that_takes_its_time_is_named_with_it(seen, hook, monkeypatch, caplog):
    monkeypatch.setattr(meters, "SLOW", 20.0)

    def values():
        time.sleep(0.03)
        return [hook.make("At last")]

    text, plugins = seen(hook, values, fails=False)
    # The page has the last call that was slow, the log has each.
    assert " took 0." in plugins
    assert f"The plugin the-guest is slow: {hook.name} took 0." in caplog.text
    if hook.is_seen:
        assert "At last" in text


def question(name: str, parameters: str, body: Callable[..., Any], **marks: Any) -> Any:
    """A plugin with a hook that answers, by a function of one argument."""
    made: dict[str, Any] = {"body": body}
    exec(f"def {name}({parameters}):\n    return body()", made)
    plugin = types.ModuleType("guest")
    setattr(plugin, name, hookimpl(**marks)(made[name]))
    return plugin


def raising():
    raise RuntimeError(PROBLEM)


BADLY = pytest.mark.parametrize("body", [raising, lambda: 7, lambda: object()],
                                ids=["raises", "a number", "an object"])  # fmt: skip


@BADLY
def test_an_argument_is_hidden_by_a_plugin_that_cannot_say_how_it_is_shown(client, body):
    row = message(arguments={"customer": "Zaphod"})
    with registered(question("format_argument", "task, name, value", body), "the-guest"):
        text = client.get(reverse("carrot:message", args=[row.uuid])).content.decode()

    assert "Zaphod" not in text
    assert "the-guest" in text


@BADLY
def test_nobody_comes_in_by_a_plugin_that_cannot_say_whether_they_may(client, body):
    with registered(question("allow", "request, permission, obj", body), "the-guest"):
        answer = client.get(reverse("carrot:overview"))

    assert answer.status_code == 403
    assert "the-guest" in answer.content.decode()


def test_hostile_text_in_the_place_of_an_argument_is_text(client):
    row = message(arguments={"customer": "Zaphod"})
    plugin = question("format_argument", "task, name, value", lambda: mark_safe(SCRIPT))
    with registered(plugin, "the-guest"):
        text = client.get(reverse("carrot:message", args=[row.uuid])).content.decode()

    assert SCRIPT not in text
    assert "&lt;script&gt;" in text


@BADLY
def test_a_message_is_published_whatever_a_plugin_would_have_it_carry(body):
    good = question("message_headers", "message", lambda: {"tenant": "north"})
    bad = question("message_headers", "message", body)
    with registered(good, "the-neighbour"), registered(bad, "the-guest"):
        row = publish_message(tasks.nothing)

    assert row.headers == {"tenant": "north"}


def test_a_run_fails_by_the_plugin_around_it_and_the_next_one_runs():
    def run_task(call):
        if call.task == "tests.project.tasks.add":
            raise RuntimeError(PROBLEM)
        return (yield)

    plugin = types.ModuleType("guest")
    plugin.run_task = hookimpl(wrapper=True)(run_task)
    with registered(plugin, "the-guest"):
        publish_message(tasks.add, 1)
        publish_message(tasks.nothing)
        failed, completed = run_waiting()

    assert (failed.status, failed.exception) == (Status.FAILED, f"RuntimeError: {PROBLEM}")
    assert "the plugin the-guest in run_task" in failed.traceback
    assert completed.status == Status.COMPLETED


@pytest.mark.parametrize("name", ["overview", "plugins", "messages", "message"])
def test_a_plugin_that_cannot_be_imported_spoils_no_page(client, connect, install, name):
    install("broken", broken="tests.plugins.import_error")
    connect(plugin_autoload=True)

    text = page(client, name)
    assert "broken" in text
    assert "SHOP_URL is not set" in text
