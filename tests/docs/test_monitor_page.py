"""The page about the monitor has each of its tabs, filters, actions, states and limits."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from carrot.models import MessageLog, ScheduledTask, Status
from carrot.monitor import actions, filters, keyset, logs, tabs
from carrot.monitor.drawing import waits_for
from carrot.monitor.filters import PERIODS, Filters
from carrot.monitor.states import STATES
from carrot.monitor.views import workers
from carrot.monitor.views.schedules import listing
from carrot.plugins import declarations
from carrot.scheduling import reaper
from carrot.tasks.showing import documents
from carrot_plugins import queues
from tests.docs import reference

PAGE = reference.text("reference/monitor")
NOW = datetime(2030, 1, 1, tzinfo=UTC)
EVERY_FILTER = {
    "q": "tea",
    "task": "shop.tasks.greet",
    "queue": "default",
    "status": "FAILED",
    "when": "1h",
    "from": "2030-12-31T13:45",
    "to": "2030-12-31T13:46",
    "schedule": "7",
    "place": "shop.stock.take, line 17",
}
_PARTS = re.split(r"^(\S.*)\n-+\n", PAGE, flags=re.MULTILINE)
SECTIONS = dict(zip(_PARTS[1::2], _PARTS[2::2], strict=True))
TERM = re.compile(r"^(\S(?:\S| (?! ))*)\n((?:   .*\n|\n(?=   ))+)", re.MULTILINE)


def section(title: str) -> str:
    """The text under a heading."""
    return SECTIONS[title]


def terms(title: str) -> dict[str, str]:
    """What a section defines."""
    return {name.strip("`"): " ".join(body.split()) for name, body in TERM.findall(section(title))}


def flat(title: str) -> str:
    return " ".join(section(title).split())


def rows(title: str) -> dict[str, str]:
    """The table of a section: first column, and the rest."""
    table = re.split(r"^=[= ]+$", section(title), flags=re.MULTILINE)[2]
    cells = re.findall(r"^(\S+)  +(.*(?:\n +.*)*)", table, re.MULTILINE)
    return {name.strip("`"): " ".join(body.split()) for name, body in cells}


def test_every_tab_is_documented_and_no_other():
    bundled = [queues.panel]
    shown = sorted([*tabs.TABS, *bundled], key=lambda tab: tab.order)
    assert list(terms("Tabs")) == [tab.title for tab in shown]


def test_every_filter_of_the_address_is_documented_and_no_other():
    read = Filters.read(EVERY_FILTER)

    assert read.faults == ()
    assert sorted(read.parts) == sorted(EVERY_FILTER)
    assert sorted(rows("Lists of messages")) == sorted(read.parts)


def test_every_value_of_a_filter_is_documented():
    documented = rows("Lists of messages")

    assert re.findall(r"``(\w+)``", documented["status"]) == _ordered(documented["status"])
    assert re.findall(r"``(\w+)``", documented["when"]) == list(PERIODS)
    assert f"at most {filters.SEARCH_LIMIT} characters" in documented["q"]


def _ordered(text: str) -> list[str]:
    """The statuses, in the order in which a text has them."""
    return sorted(Status.values, key=text.find)


def test_every_list_is_documented():
    assert re.findall(r"``messages/(\w+)/``", section("Lists of messages")) == list(STATES)
    assert f"shows {keyset.PAGE} messages at a time" in flat("Lists of messages")


def test_every_word_for_a_status_is_documented_and_no_other():
    documented = rows("Words for how a message stands")

    assert list(documented) == [str(status.label) for status in Status]
    for status in Status:
        assert f"(``{status.value}``)" in documented[str(status.label)]


def test_why_a_message_waits_is_said_in_the_words_of_the_page(settings):
    settings.CARROT = {"default_broker": "memory://"}
    waiting = [
        MessageLog(queue="default"),
        MessageLog(queue="default", not_before=NOW + timedelta(minutes=3)),
        MessageLog(queue="default", not_before=NOW + timedelta(seconds=30), attempt=1),
    ]

    words = [waits_for(row, NOW) for row in waiting]

    assert list(terms("Words for how a message stands")) == words


@pytest.mark.parametrize(
    ("target", "title"), [("message", "Actions on messages"), ("schedule", "Schedules")]
)
def test_every_action_is_documented_with_its_label_and_its_question(target, title):
    core = {a.name: a for owner, a in actions.every(target) if owner == declarations.CORE}
    documented = {name: body for name, body in terms(title).items() if name in core}

    assert sorted(documented) == sorted(core)
    for name, action in core.items():
        assert f"*{action.label}*" in documented[name]
        assert ("It asks first." in documented[name]) is bool(action.confirm)
        lists = re.match(r"\*\w+\*, in ([^,]+),", documented[name])
        named = re.findall(r"\*(\w+)\*", lists[1]) if lists else []
        assert tuple(each.lower() for each in named) == tuple(action.states)


def test_every_state_of_a_schedule_and_every_filter_of_their_list_is_documented():
    assert set(listing.STATES.values()) < set(terms("Schedules"))
    for name in ("q", "task", "state", "page", *listing.STATES):
        assert f"``{name}``" in section("Schedules")
    assert f"the page of {listing.PAGE}" in flat("Schedules")


def test_every_kind_of_time_rule_is_documented_and_no_other():
    labels = [str(trigger.label) for trigger in ScheduledTask.Trigger]

    assert list(terms("The schedule editor")) == labels


def test_the_limits_are_those_of_the_code():
    assert f"changes {actions.LIMIT:,} messages at most" in flat("Actions on messages")
    assert f"the last {logs.SHOWN} lines" in flat("A message's page")
    assert f"up to {logs._ALL:,}," in flat("A message's page")
    assert f"for {workers.GONE_AFTER.seconds} seconds is gone" in flat("Tabs")
    assert f"after {reaper.SILENT_FOR.seconds // 60} minutes it is forgotten" in flat("Tabs")


def test_the_names_of_secrets_are_those_of_the_code():
    said = flat("A message's page").partition("Where a name contains")[2].partition(", dots")[0]

    assert re.findall(r"\*(\w+)\*", said) == documents._SECRET.pattern.split("|")
