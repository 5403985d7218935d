"""Each plugin is asked alone: what one does wrong costs it its own, and nobody else anything."""

from __future__ import annotations

import pytest
from django.utils.safestring import SafeString

from carrot.plugins import Card, calls, declarations, manager, problems
from carrot.plugins.extensions import Action
from carrot.plugins.failures import describe
from carrot.tasks import registry
from carrot.testing import registered
from tests.plugins import (
    endless,
    half,
    hostile,
    instance,
    leaves,
    no_iterable,
    nothing,
    raises,
    returns,
    wrong_type,
)

MISBEHAVIOURS = [
    (raises, "RuntimeError: the warehouse does not answer", None),
    (half, "RuntimeError: half way", "before"),
    (wrong_type, "belongs", "after"),
    (no_iterable, "yield values or return a list", None),
]
NAMES = [module.__name__.rpartition(".")[2] for module, _, _ in MISBEHAVIOURS]


def cards(request):
    return list(calls.gather("overview_cards", Card, request=request))


def titles(given) -> list[str]:
    return [each.value.title for each in given if each.value]


@pytest.mark.parametrize(("plugin", "error", "kept"), MISBEHAVIOURS, ids=NAMES)
def test_cards_of_others_are_there_beside_a_plugin_that_fails(plugin, error, kept, request_):
    with registered(returns), registered(plugin):
        given = cards(request_)

    (failure,) = [each for each in given if each.error]
    assert failure.plugin == plugin.__name__
    assert failure.error.startswith("overview_cards: ")
    assert error in failure.error
    assert titles(given) == [*([kept.title()] if kept else []), "Returns waiting"]


@pytest.mark.parametrize(("plugin", "error", "kept"), MISBEHAVIOURS, ids=NAMES)
def test_tasks_that_a_failing_plugin_yielded_are_registered(plugin, error, kept):
    with registered(returns), registered(plugin):
        names = [task.name for task in registry.every()]
        found = problems.every()

    assert "tests.plugins.returns.refund" in names
    assert [name for name in names if name.startswith(plugin.__name__)] == (
        [f"{plugin.__name__}.{kept}"] if kept else []
    )
    assert [text for text in found if plugin.__name__ in text and "register_tasks" in text]
    assert error in " ".join(found)


@pytest.mark.parametrize(("plugin", "error", "kept"), MISBEHAVIOURS, ids=NAMES)
def test_actions_that_a_failing_plugin_yielded_are_declared(plugin, error, kept):
    with registered(returns), registered(plugin):
        declared = [(owner, action.name) for owner, action in declarations.of(Action)]
        found = problems.every()

    assert (returns.__name__, "note") in declared
    assert [name for owner, name in declared if owner == plugin.__name__] == (
        [kept] if kept else []
    )
    assert [text for text in found if plugin.__name__ in text and "register_actions" in text]


def test_a_plugin_with_nothing_to_say_is_no_error(request_):
    with registered(nothing) as record:
        assert cards(request_) == []
        assert problems.found() == []
        assert {"overview_cards", "register_actions", "register_panels"} <= {*record.hooks}


def test_a_generator_without_an_end_does_not_hang_the_page(request_):
    with registered(endless):
        given = cards(request_)

    assert len(given) == calls.LIMIT + 1
    assert f"more than {calls.LIMIT}" in given[-1].error


def test_text_that_was_marked_safe_arrives_as_plain_text(request_):
    with registered(hostile):
        card = cards(request_)[0].value

    assert (card.title, card.value, card.note) == (hostile.SCRIPT,) * 3
    assert not [each for each in (card.title, card.value, card.note) if type(each) is SafeString]


def test_a_value_that_cannot_be_shown_fails_before_the_page_is_rendered(request_):
    with registered(hostile):
        given = cards(request_)

    assert titles(given) == [hostile.SCRIPT]
    assert "javascript:" in given[-1].error


def test_an_exception_without_a_text_is_named_by_its_class():
    assert describe(hostile.UnshowableError()) == "UnshowableError: (its text cannot be made)"


def test_actions_that_could_never_run_are_refused_with_a_reason():
    with registered(hostile):
        assert [action.name for _, action in declarations.of(Action)] == ["good"]
        (problem,) = [text for text in problems.every() if "register_actions" in text]

    assert "'<b>'" in problem


def test_a_plugin_cannot_keep_the_process_from_ending(request_):
    with registered(leaves), pytest.raises(SystemExit):
        cards(request_)


def test_an_instance_is_a_plugin_too(request_):
    with registered(instance.greeter, "greeter"):
        assert titles(cards(request_)) == ["Hello shop"]


def test_calls_and_failures_are_counted_for_each_plugin(request_):
    with registered(returns), registered(raises):
        for _ in range(3):
            cards(request_)
        record = {each.name: each for each in manager.records()}

    good, bad = record[returns.__name__], record[raises.__name__]
    assert (good.failures, good.error, good.state) == (0, "", "active")
    assert bad.failures >= 3
    assert bad.state == "failing"
    assert bad.error == "overview_cards: RuntimeError: the warehouse does not answer"
    assert good.calls >= 3
    assert good.milliseconds > 0


def test_a_hook_that_carrot_does_not_have_cannot_be_called():
    with pytest.raises(AttributeError):
        list(calls.gather("overview_card", Card))
