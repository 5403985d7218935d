"""`carrot.testing.conformance` passes every bundled plugin, and finds what others break."""

from __future__ import annotations

import importlib
import time
from importlib.metadata import entry_points

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import override_settings
from django.utils.safestring import mark_safe

from carrot import task
from carrot.models import MessageLog, ScheduledTask
from carrot.plugins import (
    Action,
    ArgumentType,
    Card,
    Column,
    Panel,
    Section,
    hookimpl,
    meters,
)
from carrot.testing import conformance

pytestmark = pytest.mark.django_db

BUNDLED = sorted(
    each.value for each in entry_points(group="carrot") if each.value.startswith("carrot_plugins.")
)


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_plugin_keeps_every_rule(name):
    conformance.check(importlib.import_module(name), f"checked {name}")

    assert not MessageLog.objects.exists()
    assert not ScheduledTask.objects.exists()


def broken(*functions) -> list[str]:
    """What is found in a plugin that has these hooks."""

    class Guest:
        pass

    for function in functions:
        setattr(Guest, function.__name__, staticmethod(hookimpl(function)))
    return conformance.faults(Guest(), "guest")


def only(*functions) -> str:
    (fault,) = broken(*functions)
    return fault


def test_a_plugin_that_gives_nothing_breaks_nothing():
    assert broken() == []


def test_what_is_refused_at_the_start_is_a_fault():
    def overview_card(request):
        return ()

    assert "It is not let in: " in only(overview_card)


def test_what_is_declared_twice_or_wrongly_is_a_fault():
    def register_actions():
        yield Action(name="requeue", label="Again", run=lambda request, rows: "")

    def register_columns():
        yield "a column"

    faults = broken(register_actions, register_columns)
    assert any("'guest' declares the Action 'message: requeue', which the core has" in f
               for f in faults)  # fmt: skip
    assert any("'guest' failed in register_columns" in fault for fault in faults)


def test_a_failure_on_any_page_is_a_fault_that_names_the_page():
    def log_sections(request, log):
        if log.status == "FAILED":
            raise LookupError(log.pk)

    faults = broken(log_sections)
    assert len(faults) == 4
    assert all("messages/" in f and "log_sections: LookupError" in f for f in faults)


def test_a_failure_of_an_empty_log_is_found():
    def overview_cards(request):
        yield Card(title="Newest", value=MessageLog.objects.latest("pk").task)

    assert "over an empty log fails in overview_cards" in only(overview_cards)


def test_a_look_that_changes_something_is_a_fault():
    def overview_cards(request):
        MessageLog.objects.update(priority=9)
        return ()

    assert "changes something: the messages are not as before" in only(overview_cards)


def test_a_panel_without_its_template_is_a_fault():
    class Lost(Panel):
        slug, title, template_name = "lost", "Lost", "nowhere/lost.html"

    def register_panels():
        yield Lost()

    faults = broken(register_panels)
    assert any("'nowhere/lost.html' is not found" in fault for fault in faults)
    assert any("panels/lost/ over a full log answers 500" in fault for fault in faults)


def test_a_panel_that_does_not_escape_is_a_fault():
    class Raw(Panel):
        slug, title, template_name = "raw", "Raw", "tests/raw.html"

        def get_urls(self):
            return ()

        def get_context(self, request):
            return {"tasks": [mark_safe(row.task) for row in MessageLog.objects.all()]}

    def register_panels():
        yield Raw()

    template = "{% extends 'carrot/panel.html' %}{% block panel %}{{ tasks.0 }}{% endblock %}"
    loaders = [
        ("django.template.loaders.locmem.Loader", {"tests/raw.html": template}),
        "django.template.loaders.app_directories.Loader",
    ]
    engine = {**settings.TEMPLATES[0], "APP_DIRS": False}
    engine["OPTIONS"] = {**engine.get("OPTIONS", {}), "loaders": loaders}
    with override_settings(TEMPLATES=[engine]):
        fault = only(register_panels)
    assert fault.endswith("panels/raw/ over a full log does not escape what a task wrote")


def test_a_query_for_each_row_is_a_fault():
    def register_columns():
        yield Column(
            name="alike",
            label="Alike",
            value=lambda message: MessageLog.objects.filter(task=message.task).count(),
        )

    assert "fetch what all rows need at once, in prepare" in only(register_columns)


def test_letting_people_wait_is_a_fault(monkeypatch):
    monkeypatch.setattr(meters, "SLOW", 20.0)

    def log_sections(request, log):
        time.sleep(0.03)
        yield Section(title="Slow", rows={})

    assert "It lets people wait: log_sections took" in only(log_sections)


def test_an_action_that_does_not_ask_first_is_a_fault(monkeypatch):
    def register_actions():
        yield Action(name="now", label="Now", run=lambda request, rows: "", confirm="Sure?")

    assert broken(register_actions) == []


@pytest.mark.parametrize("name", ["format_argument", "allow", "message_headers"])
def test_a_question_that_fails_for_some_value_or_somebody_is_a_fault(name):
    def format_argument(task, name, value):
        return value.upper()

    def allow(request, permission, obj):
        return True if request.user.is_staff else None

    def message_headers(message):
        return {"n": message.arguments["customer"]}  # not every task has one

    faults = broken(locals()[name])
    assert any(f"fails in {name}: " in fault for fault in faults)


def test_a_header_that_no_message_can_carry_is_a_fault():
    def message_headers(message):
        return {"tenant": 7}

    faults = set(broken(message_headers))
    assert faults == {
        "message_headers gives the header 'tenant': its value is a int; give a str",
    }


def test_a_run_that_does_not_pass_through_is_a_fault():
    def run_task(call):
        try:
            yield
        except Exception:
            return "hidden"
        return "another"

    class Guest:
        pass

    Guest.run_task = staticmethod(hookimpl(wrapper=True)(run_task))

    faults = conformance.faults(Guest(), "guest")
    assert [fault.partition(" ")[2] for fault in faults] == [
        "around a task gives another result; return what yield gave",
        "around a task swallows an exception; raise it again",
        "around a coroutine gives another result; return what yield gave",
        "around a coroutine swallows an exception; raise it again",
    ]


def test_a_task_that_nobody_can_fill_in_is_a_fault():
    def send(request: HttpRequest) -> None:
        """Send."""

    def register_tasks():
        yield task(send, name="guest.send")

    assert "Nobody can fill the form of guest.send: " in only(register_tasks)


def test_an_argument_type_that_breaks_a_law_is_a_fault():
    class Weight:
        pass

    def register_argument_types():
        yield ArgumentType(
            type=Weight,
            schema={"type": "string"},
            encode=str,
            decode=lambda data: Weight() / 0,
        )

    fault = only(register_argument_types)
    assert "An argument type, given junk, fails in decode of Weight: TypeError" in fault


def test_everything_that_is_broken_is_in_the_error():
    class Guest:
        @hookimpl
        def overview_cards(self, request):
            raise LookupError("gone")

    with pytest.raises(AssertionError, match=r"breaks 2 rules:\n- GET .*gone\n- GET .*gone"):
        conformance.check(Guest(), "guest")
