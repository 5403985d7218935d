"""Each hook does what it is there for, in a plugin as people write it."""

from carrot.plugins import Action, Card, calls, declarations
from carrot.tasks import registry
from carrot.testing import registered
from tests.plugins import half, returns


def test_hook_register_tasks():
    with registered(returns):
        refund = registry.get("tests.plugins.returns.refund")

        assert (refund.queue, refund.function) == ("money", returns.refund)
        assert registry.get("tests.plugins.returns.weigh").queue == "default"
        assert registry.find("tests.plugins.returns.helper") is None

    assert registry.find("tests.plugins.returns.refund") is None


def test_hook_register_actions():
    with registered(returns, "shop"):
        ((owner, action),) = declarations.of(Action)

        assert (owner, action.name, action.run) == ("shop", "note", returns.note)

    assert declarations.of(Action) == []


def test_hook_overview_cards(request_):
    with registered(returns, "shop"):
        (given,) = calls.gather("overview_cards", Card, request=request_)

    assert given == calls.Contribution(
        plugin="shop",
        value=Card(title="Returns waiting", value=3, note="/orders/", url="/returns/"),
    )


def test_actions_of_one_order_are_sorted_by_name():
    with registered(returns), registered(half):
        assert [action.name for _, action in declarations.of(Action)] == ["before", "note"]
