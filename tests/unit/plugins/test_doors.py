"""Three doors: packages, task modules, and apps. Each plugin comes in once."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from carrot.plugins import Action, Card, calls, declarations, manager, problems
from carrot.plugins.records import Origin
from carrot.tasks import registry

SHOP = "tests.plugins.shop"
BAKERY = "tests.plugins.bakery"


def plugin_names() -> list[str]:
    """In the order in which they are asked."""
    return [name for name, _ in manager.plugins()]


def record(name: str):
    return {each.name: each for each in manager.records()}[name]


def test_a_package_brings_a_plugin_by_its_entry_point(connect, install):
    install("carrot_returns", "1.4", returns="tests.plugins.returns")
    connect()

    known = record("returns")

    assert (known.origin, known.source, known.version) == (
        Origin.PACKAGE,
        "carrot_returns",
        "1.4",
    )
    assert registry.owner("tests.plugins.returns.refund") == "returns"


def test_an_entry_point_may_name_an_instance(connect, install, request_):
    install("greetings", greeter="tests.plugins.instance:greeter")
    connect()

    cards = list(calls.gather("overview_cards", Card, request=request_))

    assert [each.value.title for each in cards if each.plugin == "greeter"] == ["Hello shop"]


def test_an_app_brings_its_hooks_in_carrot_hooks(connect, settings):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, SHOP]
    connect()

    known = record(f"{SHOP}.carrot_hooks")

    assert (known.origin, known.source, known.hooks) == (Origin.APP, SHOP, ("overview_cards",))


def test_an_app_that_is_a_single_module_is_no_trouble(connect, settings):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.plugins.kiosk"]
    connect()

    assert problems.every() == []


def test_a_task_module_may_implement_any_hook(connect):
    connect(task_modules=["tests.plugins.returns"])

    known = record("tests.plugins.returns")

    assert (known.origin, known.version) == (Origin.TASK_MODULE, "1.4")
    assert {"overview_cards", "register_actions", "register_panels"} <= {*known.hooks}


def test_exactly_what_register_tasks_yields_is_registered(connect):
    connect(task_modules=["tests.plugins.returns"])

    assert [task.name for task in registry.every() if task.module == "tests.plugins.returns"] == [
        "tests.plugins.returns.refund",
        "tests.plugins.returns.weigh",
    ]
    assert registry.get("tests.plugins.returns.refund").queue == "money"


def test_a_module_without_the_hook_registers_its_own_public_functions(connect):
    connect(task_modules=["tests.plugins.unknown_hook", "tests.project.tasks"])

    names = [task.name for task in registry.every()]

    assert "tests.project.tasks.add" in names
    assert "tests.project.tasks._append" not in names


def test_a_hook_in_a_task_module_is_no_task(connect):
    connect(task_modules=["tests.plugins.newer"])

    assert record("tests.plugins.newer").hooks == ("overview_cards",)
    assert list(registry.every()) == []


def test_the_project_is_asked_before_packages(connect, install, settings):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, SHOP]
    install("aaa", aaa="tests.plugins.newer")
    install("zzz", zzz="tests.plugins.nothing")
    connect(task_modules=["tests.plugins.returns", "tests.plugins.defaulted"])

    mine = [
        f"{SHOP}.carrot_hooks",
        "tests.plugins.returns",
        "tests.plugins.defaulted",
        "zzz",
        "aaa",
    ]

    assert [name for name in plugin_names() if name in mine] == mine


def test_an_earlier_app_is_asked_before_a_later_one(connect, settings, request_):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, BAKERY, SHOP]
    connect()

    cards = calls.gather("overview_cards", Card, request=request_)

    assert [each.value.title for each in cards if each.value] == ["Loaves today", "Orders today"]


def test_a_module_reachable_by_two_doors_is_registered_once(connect, install, settings, request_):
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, SHOP]
    install("shop_again", again=f"{SHOP}.carrot_hooks")
    connect(task_modules=[f"{SHOP}.carrot_hooks"])

    cards = list(calls.gather("overview_cards", Card, request=request_))

    assert [each.value.title for each in cards].count("Orders today") == 1
    assert problems.every() == []


def test_a_task_module_that_is_a_package_too_still_registers_its_functions(connect, install):
    install("project", project="tests.project.tasks")
    connect(task_modules=["tests.project.tasks"])

    assert registry.find("tests.project.tasks.add")


def test_a_disabled_plugin_is_not_even_imported(connect, install):
    install("broken", broken="tests.plugins.import_error", returns="tests.plugins.returns")
    connect(disabled_plugins=["broken"])

    assert record("broken").state == "disabled"
    assert record("returns").state == "active"
    assert problems.every() == []


def test_a_disabled_task_module_registers_nothing(connect):
    connect(
        task_modules=["tests.project.tasks", "tests.plugins.returns"],
        disabled_plugins=["tests.plugins.returns"],
    )

    assert registry.find("tests.plugins.returns.refund") is None
    assert registry.find("tests.project.tasks.add")


def test_a_disabled_name_that_no_plugin_has_is_warned_about(connect):
    connect(disabled_plugins=["housekeping"])

    (problem,) = problems.found()

    assert problem.kind is problems.Kind.ADVICE
    assert "'housekeping'" in problem.text


def test_safe_mode_ignores_packages_and_keeps_the_project(connect, install):
    install("broken", broken="tests.plugins.import_error", returns="tests.plugins.returns")
    connect(plugin_autoload=False, task_modules=["tests.project.tasks"])

    assert record("broken").disabled == "CARROT['plugin_autoload'] is False"
    assert plugin_names() == ["tests.project.tasks"]
    assert problems.every() == []
    assert registry.find("tests.project.tasks.add")


def test_a_package_that_cannot_be_imported_is_recorded_and_the_rest_works(connect, install):
    install("broken", broken="tests.plugins.import_error")
    connect(task_modules=["tests.plugins.returns"])

    (problem,) = problems.found()

    assert record("broken").error == "RuntimeError: SHOP_URL is not set"
    assert problem.kind is problems.Kind.PLUGIN
    assert "'broken'" in problem.text
    assert "disabled_plugins" in problem.text
    assert registry.find("tests.plugins.returns.refund")


@pytest.mark.parametrize(
    ("module", "fault"),
    [("tests.plugins.broken_tasks", "TypeError"), ("tests.no_such_module", "ModuleNotFoundError")],
)
def test_a_task_module_that_raises_at_import_is_named_with_the_remedy(connect, module, fault):
    connect(task_modules=[module, "tests.project.tasks"])

    (problem,) = problems.found()

    assert problem.kind is problems.Kind.TASK_MODULE
    assert module in problem.text
    assert fault in problem.text
    assert "mend the module or take it off the list" in problem.text
    assert record(module).state == "refused"
    assert registry.find("tests.project.tasks.add")


def test_of_two_tasks_of_one_name_the_first_stays_and_both_owners_are_named(connect):
    connect(task_modules=["tests.plugins.returns", "tests.plugins.twins"])

    (problem,) = problems.found()

    assert registry.owner("tests.plugins.returns.refund") == "tests.plugins.returns"
    assert problem.kind is problems.Kind.TASK
    assert "'tests.plugins.returns.refund'" in problem.text
    assert "tests.plugins.twins" in problem.text
    assert "which tests.plugins.returns has registered" in problem.text


def test_of_two_actions_of_one_name_the_first_stays_and_both_plugins_are_named(connect):
    connect(task_modules=["tests.plugins.returns", "tests.plugins.notes"])

    declared = [(owner, str(action.label)) for owner, action in declarations.of(Action)]

    assert declared == [
        ("tests.plugins.returns", "Note it"),
        ("tests.plugins.notes", "Note a schedule"),
    ]
    (problem,) = problems.every()
    assert "'tests.plugins.returns' and 'tests.plugins.notes' both declare the Action" in problem


def test_of_two_packages_with_one_plugin_name_the_first_stays(connect, install):
    install("second", shop="tests.plugins.nothing")
    install("first", shop="tests.plugins.returns")
    connect()

    assert record("shop").source == "first"
    (problem,) = problems.every()
    assert "first and second both bring a plugin 'shop'" in problem


def test_every_bundled_plugin_comes_through_the_same_door_as_everybody_elses():
    root = Path(__file__).parents[3]
    bundled = {
        f"carrot_plugins.{path.stem}"
        for path in (root / "carrot_plugins").iterdir()
        if path.name != "__init__.py"
        and (path.suffix == ".py" or path.is_dir())
        and path.name != "__pycache__"
    }

    declared = ast.parse((root / "setup.py").read_text())
    strings = [node.value for node in ast.walk(declared) if isinstance(node, ast.Constant)]
    entries = {
        text.partition(" = ")[2]
        for text in strings
        if isinstance(text, str) and " = carrot_plugins." in text
    }

    assert entries == bundled
    assert len(bundled) >= 2
