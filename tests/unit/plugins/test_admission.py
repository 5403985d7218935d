"""A mistake that can be seen at start is told at start, in a sentence."""

from __future__ import annotations

import pytest

from carrot.exceptions import CarrotError
from carrot.plugins import Card, calls, manager, problems
from carrot.plugins.admission import PluginRefused
from carrot.testing import registered
from tests.plugins import (
    asks_too_much,
    asynchronous,
    defaulted,
    instance,
    newer,
    returns,
    unknown_hook,
    unmarked,
    wrapper,
)
from tests.plugins.wraps_badly import InThePlace


@pytest.mark.parametrize(
    ("plugin", "reason"),
    [
        (unknown_hook, "unknown hook 'overview_card'; did you mean 'overview_cards'?"),
        (asks_too_much, "overview_cards asks for user; it may take request"),
        (wrapper, "overview_cards cannot be wrapped"),
        (InThePlace(), "its run_task would run in the place of tasks; make it a generator"),
        (asynchronous, "overview_cards is async"),
        (instance.Greeter, "it is the class Greeter; name an instance"),
    ],
)
def test_a_plugin_that_cannot_work_is_refused_with_a_reason(plugin, reason):
    before = manager.records()

    with pytest.raises(PluginRefused) as refusal, registered(plugin):
        pass

    assert reason in str(refusal.value)
    assert manager.records() == before


def test_a_refused_plugin_takes_part_in_nothing(connect, request_):
    connect(task_modules=["tests.plugins.unknown_hook", "tests.plugins.returns"])

    given = calls.gather("overview_cards", Card, request=request_)

    assert [each.value.title for each in given if each.value] == ["Returns waiting"]
    record = {each.name: each for each in manager.records()}["tests.plugins.unknown_hook"]
    assert record.state == "refused"
    assert "overview_card" in record.error
    assert [text for text in problems.every() if "tests.plugins.unknown_hook" in text]


def test_a_hook_of_a_newer_carrot_may_be_optional(request_):
    with registered(newer) as record:
        (given,) = calls.gather("overview_cards", Card, request=request_)

    assert given.value.title == "Shown"
    assert record.hooks == ("overview_cards",)


def test_a_parameter_with_a_default_is_warned_about(request_):
    with registered(defaulted):
        (problem,) = problems.found()
        (given,) = calls.gather("overview_cards", Card, request=request_)

    assert problem.kind is problems.Kind.ADVICE
    assert "'request'" in problem.text
    assert "remove the default" in problem.text
    assert given.value.value == "None"


def test_a_forgotten_decorator_is_warned_about():
    with registered(unmarked) as record:
        (problem,) = problems.found()

    assert record.hooks == ()
    assert "mark it with @carrot.plugins.hookimpl" in problem.text


def test_two_plugins_of_one_name_are_refused():
    with (
        registered(returns, "shop"),
        pytest.raises(CarrotError, match="There is a plugin 'shop' already"),
        registered(newer, "shop"),
    ):
        pass


def test_a_plugin_of_a_test_is_gone_after_it():
    before = (manager.records(), problems.every())

    with registered(returns):
        assert returns.__name__ in [each.name for each in manager.records()]

    assert (manager.records(), problems.every()) == before
