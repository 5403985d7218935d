"""Only what is registered runs, and names are not shared."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest

from carrot.exceptions import ConfigurationError, DuplicateTask, UnknownTask
from carrot.tasks import Task, registry, task
from carrot.tasks.discovery import tasks_of
from tests.project import tasks as project_tasks


def refund(order: int) -> int:
    return order


def other(order: int) -> int:
    return -order


@pytest.fixture(autouse=True)
def _registry_as_it_was() -> Iterator[None]:
    kept = [(each, registry.owner(each.name)) for each in registry.every()]
    registry.clear()
    yield
    registry.clear()
    for each, owner in kept:
        registry.register(each, owner=owner)


def test_two_tasks_of_one_name_are_refused_naming_both_owners() -> None:
    registry.register(task(refund, name="refund"), owner="shop")

    with pytest.raises(DuplicateTask, match=r"billing .* 'refund', which shop has"):
        registry.register(task(other, name="refund"), owner="billing")

    assert registry.get("refund").function is refund


def test_the_same_function_twice_is_one_task() -> None:
    registry.register(task(refund), owner="shop")
    registry.register(task(refund), owner="shop")

    assert [each.function for each in registry.every()] == [refund]


def test_an_unknown_name_is_refused_with_the_remedy_and_never_imported() -> None:
    with pytest.raises(UnknownTask, match=r"os\.system.*task_modules"):
        registry.get("os.system")


def test_a_function_finds_its_task() -> None:
    registered = task(refund, queue="money")
    registry.register(registered, owner="shop")

    assert registry.of(refund) is registered
    assert registry.of(task(refund)) is registered
    assert registry.of(other) is None


def test_a_modules_own_public_functions_are_its_tasks() -> None:
    names = [each.label for each in tasks_of(project_tasks)]

    assert names[:3] == ["add", "nothing", "echo"]
    assert "refund" in names
    assert not {"task", "Segment", "_append", "logger", "date"} & set(names)


def test_a_decorated_function_keeps_its_options_and_stays_callable() -> None:
    found = {each.label: each for each in tasks_of(project_tasks)}

    assert (found["refund"].queue, found["refund"].priority) == ("money", 5)
    assert found["refund"].name == "tests.project.tasks.refund"
    assert project_tasks.add(1, 2) == 3


def test_a_task_defined_elsewhere_is_not_taken_from_where_it_is_imported() -> None:
    module = ModuleType("elsewhere")
    module.refund = project_tasks.refund  # type: ignore[attr-defined]

    assert list(tasks_of(module)) == []


def test_a_task_can_be_given_other_options() -> None:
    urgent = task(project_tasks.refund, name="urgent", priority=31)

    assert urgent.function is project_tasks.refund.function
    assert (urgent.name, urgent.priority) == ("urgent", 31)


@pytest.mark.parametrize("priority", [-1, 32])
def test_a_priority_beyond_the_range_is_refused(priority: int) -> None:
    with pytest.raises(ConfigurationError, match="0 to 31"):
        task(refund, priority=priority)


def test_what_cannot_be_called_is_no_task() -> None:
    with pytest.raises(ConfigurationError, match="needs a function"):
        Task("shop.refund")  # type: ignore[arg-type]


def test_a_queue_that_only_a_task_names_is_known_and_settings_have_the_last_word(settings) -> None:
    settings.CARROT = {"queues": [{"name": "default"}, {"name": "mail", "consumable": False}]}
    registry.register(task(refund, name="a", queue="money"), owner="shop")
    registry.register(task(other, name="b", queue="mail"), owner="shop")

    known = registry.queues()

    assert sorted(known) == ["default", "mail", "money"]
    assert (known["money"].consumable, known["mail"].consumable) == (True, False)
