"""Each call of a plugin can be seen: in the log, and by `manage.py carrot_plugins --trace`."""

from __future__ import annotations

import logging
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from carrot.messages import Message
from carrot.models import MessageLog
from carrot.plugins import Card, calls, hookimpl, tracing
from carrot.testing import registered


class Guest:
    @hookimpl
    def overview_cards(self, request):
        yield Card(title="Shown", value=7)
        raise RuntimeError("no more")

    @hookimpl
    def format_argument(self, task, name, value):
        return "hidden"

    @hookimpl
    def message_headers(self, message):
        return {"tenant": "north"}


def lines(caplog) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.name == tracing.logger.name]


def traced(*words: str) -> str:
    out = StringIO()
    call_command("carrot_plugins", "--trace", *words, stdout=out)
    return out.getvalue()


def test_a_call_is_logged_with_what_was_asked_what_came_and_how_it_failed(caplog):
    caplog.set_level(logging.DEBUG, logger=tracing.logger.name)
    with registered(Guest(), "guest"):
        list(calls.gather("overview_cards", Card, request=None))

    (line,) = [each for each in lines(caplog) if "overview_cards" in each]
    assert line.startswith("guest: overview_cards(request=None) -> Card(title='Shown', value=7")
    assert ", failed in overview_cards: RuntimeError: no more [" in line
    assert line.endswith(" ms]")


def test_what_a_task_is_called_with_is_not_logged(caplog):
    caplog.set_level(logging.DEBUG, logger=tracing.logger.name)
    message = Message(id=uuid4(), task="t", arguments={"password": "hunter2"}, queue="default")
    with registered(Guest(), "guest"):
        calls.first("format_argument", str, task="t", name="password", value="hunter2")
        list(calls.each("message_headers", dict, message=message))

    said = "\n".join(lines(caplog))
    assert "format_argument(task='t', name='password', value=<str>) -> 'hidden'" in said
    assert "message_headers(message=<Message>) -> {'tenant': 'north'}" in said
    assert "hunter2" not in said


def test_what_cannot_be_shown_is_said(caplog):
    class Odd:
        def __repr__(self):
            raise ValueError("no")

    caplog.set_level(logging.DEBUG, logger=tracing.logger.name)
    tracing.trace("p", "x", milliseconds=1, gave=[Odd(), "y" * 999])

    (line,) = lines(caplog)
    assert "<Odd whose repr raises ValueError: no>" in line
    assert len(line) < 500


def test_nothing_is_made_into_text_while_nobody_listens(caplog):
    class Loud:
        def __repr__(self):
            raise AssertionError

    caplog.set_level(logging.INFO, logger=tracing.logger.name)
    tracing.trace("p", "x", milliseconds=1, arguments={"request": Loud()}, gave=[Loud()])
    assert lines(caplog) == []


@pytest.mark.django_db
def test_the_command_draws_a_page_and_shows_each_call():
    level = tracing.logger.level
    with registered(Guest(), "guest"):
        overview, failed = traced(), traced("messages/failed/?q=x")

    assert "GET /some/where/carrot/:\n" in overview
    assert "    guest: overview_cards(request=<WSGIRequest: GET '/some/where/carrot/'>)" in overview
    assert overview.endswith("The answer is 200.\n")
    assert "GET /some/where/carrot/messages/failed/?q=x:\n" in failed
    assert "overview_cards" not in failed
    assert (tracing.logger.level, tracing.logger.handlers) == (level, [])
    assert not MessageLog.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("hosts", [[], ["*"], [".example.com"], ["shop.example.com"]])
def test_the_command_is_let_in_whatever_hosts_and_decorators_the_project_has(settings, hosts):
    settings.ALLOWED_HOSTS = hosts
    settings.DEBUG = not hosts
    settings.CARROT = {
        **settings.CARROT,
        "monitor_authentication": [
            "django.contrib.admin.views.decorators.staff_member_required",
        ],
    }
    assert traced().endswith("The answer is 200.\n")


def test_a_page_that_is_not_there_is_said():
    with pytest.raises(CommandError, match="no page at /some/where/carrot/nowhere/"):
        traced("nowhere/")


@override_settings(ROOT_URLCONF="tests.plugins.no_urls")
def test_a_monitor_that_is_not_mounted_is_said():
    with pytest.raises(CommandError, match="has no address: add path"):
        traced()
