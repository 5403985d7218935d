"""Each hook does what it is there for, in a plugin as people write it."""

from uuid import uuid4

from carrot import task
from carrot.models import MessageLog
from carrot.plugins import (
    Action,
    Call,
    Card,
    Column,
    Link,
    Panel,
    Section,
    calls,
    declarations,
    hookimpl,
    problems,
    running,
)
from carrot.plugins.failures import LONGEST, describe
from carrot.publishing.headers import headers_of
from carrot.tasks import registry
from carrot.testing import registered
from tests.plugins import beside, decides, half, returns, tenants
from tests.project import tasks


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


def test_hook_register_panels():
    with registered(returns, "shop"):
        ((owner, panel),) = declarations.of(Panel)

        assert (owner, panel.slug, type(panel)) == ("shop", "returns", returns.Returns)

    assert declarations.of(Panel) == []


def test_hook_overview_cards(request_):
    with registered(returns, "shop"):
        (given,) = calls.gather("overview_cards", Card, request=request_)

    assert given == calls.Contribution(
        plugin="shop",
        value=Card(title="Returns waiting", value=3, note="/orders/", url="/returns/"),
    )


def test_hook_format_argument():
    asked = {"task": "shop.refund", "name": "order", "value": 1042}

    with registered(decides, "shop"):
        given = calls.first("format_argument", str, **asked)
        other = calls.first("format_argument", str, **asked | {"name": "amount"})

    assert given == calls.Contribution(plugin="shop", value="Order 1042 of shop-1")
    assert other is None


def test_hook_allow(request_):
    asked = {"request": request_, "permission": "shop.refund", "obj": None}

    with registered(decides, "shop"):
        given = calls.first("allow", bool, **asked)
        other = calls.first("allow", bool, **asked | {"permission": "shop.view_order"})

    assert given == calls.Contribution(plugin="shop", value=False)
    assert other is None


def test_hook_run_task():
    call = Call(task="shop.refund", message_id=uuid4(), attempt=1, queue="money")

    with registered(tenants, "tenants"):
        assert running.around(call, lambda: 42) == 42

    assert tenants.runs.pop() == (call, 42)


def test_hook_message_headers():
    token = tenants.tenant.set("shop-1")

    with registered(tenants, "tenants"):
        given = headers_of(MessageLog(task="shop.refund"))

    tenants.tenant.reset(token)
    assert given == {"tenant": "shop-1", "published-as": "shop.refund"}


def test_hook_register_columns():
    with registered(beside, "shop"):
        found = [(owner, each.key) for owner, each in declarations.of(Column)]

    assert found == [
        ("shop", "schedule: age"),
        ("shop", "message: schedule"),
        ("shop", "message: size"),
    ]
    assert declarations.of(Column) == []


def test_hook_log_sections(request_):
    with registered(beside, "shop"):
        (given,) = calls.gather("log_sections", Section, request=request_, log=MessageLog())

    assert (given.plugin, given.value.title) == ("shop", "Order")
    assert given.value.rows["Number"] == 1042


def test_hook_nav_links(request_):
    with registered(beside, "shop"):
        given = list(calls.gather("nav_links", Link, request=request_))

    assert [each.value.label for each in given] == ["Sentry", "Grafana"]


def test_a_stronger_plugin_says_where_a_task_of_a_module_goes():
    class Queues:
        @hookimpl
        def register_tasks(self):
            yield task(tasks.add, queue="money")

    with registered(Queues(), "elsewhere"):
        found = registry.get("tests.project.tasks.add")
        assert (found.queue, registry.owner(found.name)) == ("money", "elsewhere")
        assert problems.found() == []

    assert registry.get("tests.project.tasks.add").queue == "default"


def test_what_no_task_can_be_made_of_is_a_problem_that_names_the_plugin():
    class Wrong:
        @hookimpl
        def register_tasks(self):
            yield tasks.add
            yield Wrong

    with registered(Wrong(), "wrong"):
        (problem,) = problems.found()

    assert "'wrong'" in problem.text
    assert "a type where a Task or function" in problem.text


def test_an_error_is_told_in_one_line_of_limited_length():
    assert describe(ValueError("two\nlines")) == "ValueError: two lines"
    assert describe(KeyError()) == "KeyError"
    assert len(describe(ValueError("x" * 10_000))) == LONGEST


def test_actions_of_one_order_are_sorted_by_name():
    with registered(returns), registered(half):
        assert [action.name for _, action in declarations.of(Action)] == ["before", "note"]
