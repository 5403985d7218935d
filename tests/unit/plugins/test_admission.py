"""A mistake that can be seen at start is told at start, in a sentence."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from carrot.exceptions import CarrotError
from carrot.plugins import Card, calls, hookimpl, manager, problems
from carrot.plugins.admission import PluginRefused
from carrot.plugins.markers import hookspec
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


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ((2, 99), "it is written for version 2.99 of the plugin API, this is 2.0; upgrade django-"),
        ((3, 0), "it is written for version 3.0 of the plugin API, this is 2.0; upgrade django-"),
        (
            (1, 9),
            "it is written for version 1.9 of the plugin API, this is 2.0; upgrade the plugin",
        ),
        ("2.0", "its carrot_api is '2.0'; give two numbers, such as (2, 0)"),
        ((2, True), "its carrot_api is (2, True); give two numbers"),
    ],
)
def test_a_plugin_for_another_version_is_refused_with_the_remedy(wanted, said):
    plugin = SimpleNamespace(carrot_api=wanted)

    with pytest.raises(PluginRefused) as refusal, registered(plugin, "newer"):
        pass

    assert said in str(refusal.value)


@pytest.mark.parametrize("wanted", [(2, 0), [2, 0], None])
def test_a_plugin_for_this_version_comes_in(wanted):
    with registered(SimpleNamespace(carrot_api=wanted), "fits") as record:
        assert record.state == "active"


def test_what_goes_away_works_and_is_advice_to_who_uses_it(connect):
    class Specs:
        @hookspec(
            warn_on_impl_args={
                "user": DeprecationWarning(
                    "page_notes: `user` goes away in version 3.0 of the plugin API; "
                    "take `request`, whose `user` it is"
                )
            }
        )
        def page_notes(self, request, user): ...

        @hookspec(
            warn_on_impl=DeprecationWarning(
                "footer_notes goes away in version 3.0 of the plugin API; implement page_notes"
            )
        )
        def footer_notes(self, request): ...

    class Old:
        @hookimpl
        def page_notes(self, user):
            return [f"for {user}"]

        @hookimpl
        def footer_notes(self):
            return []

    class Current:
        @hookimpl
        def page_notes(self, request):
            return [f"{request}"]

    connect()
    manager._state.hooks.add_hookspecs(Specs)

    with registered(Current(), "current"), registered(Old(), "old") as record:
        given = list(calls.gather("page_notes", str, request="r", user="ada"))
        advice = [each.text for each in problems.found() if each.kind is problems.Kind.ADVICE]

    assert [(each.plugin, each.value) for each in given] == [("old", "for ada"), ("current", "r")]
    assert record.state == "active"
    assert sorted(advice) == [
        "The plugin 'old': footer_notes goes away in version 3.0 of the plugin API; "
        "implement page_notes",
        "The plugin 'old': page_notes: `user` goes away in version 3.0 of the plugin API; "
        "take `request`, whose `user` it is",
    ]
