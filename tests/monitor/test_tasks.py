"""The catalogue of tasks, and the page of one."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated

import pytest
from annotated_types import Ge
from django.urls import reverse

from carrot import CurrentTask, task
from carrot.exceptions import UnknownTask
from carrot.tasks import registry
from tests.monitor.schedules import NEWSLETTER, REFUND, page_of, register, schedule

__all__ = ["register"]

pytestmark = pytest.mark.django_db


def catalogue(client, **query):
    return client.get(reverse("carrot:tasks"), query)


def test_every_task_is_listed_with_what_it_does_and_takes(client):
    page = page_of(catalogue(client))
    for each in registry.every():
        assert reverse("carrot:task", args=[each.name]) in page
        assert each.arguments.summary in page
    assert "(order: int, amount: Decimal, reason: Literal['broken', 'late'] = 'late'" in page
    assert "money" in page
    assert f"{reverse('carrot:schedule-new')}?task={REFUND}" in page


def test_the_schedules_of_all_tasks_are_counted_in_one_query(client, django_assert_num_queries):
    schedule("One")
    schedule("Two")
    with django_assert_num_queries(3):
        response = catalogue(client)
    entries = {each.name: each for _module, group in response.context["modules"] for each in group}
    assert (entries[REFUND].schedules, entries[NEWSLETTER].schedules) == (2, 0)


def test_the_search_takes_names_and_first_lines(client):
    def found(term):
        response = catalogue(client, q=term)
        return [each.label for _module, group in response.context["modules"] for each in group]

    assert found("REFUND") == ["refund"]
    assert found("order back") == ["refund"]
    assert found("zzz") == []
    assert "No task matches" in page_of(catalogue(client, q="zzz"))


def test_schedules_of_tasks_that_are_gone_are_named(client):
    schedule("Gone")
    stored = schedule("Other")
    type(stored).objects.filter(task_name="Gone").update(task="shop.tasks.removed")
    page = page_of(catalogue(client))
    assert "shop.tasks.removed" in page
    assert f"{reverse('carrot:schedules')}?task=shop.tasks.removed" in page


def test_a_task_without_a_form_says_why_wherever_it_stands(client, register):
    def callback(done: Callable[[int], None]) -> None:
        """Call back."""

    made = register(task(callback, name="shop.callback"))
    for address in (
        reverse("carrot:tasks"),
        reverse("carrot:task", args=["shop.callback"]),
        reverse("carrot:schedule-new") + "?task=shop.callback",
    ):
        page = page_of(client.get(address))
        assert made.arguments.problem
        assert made.arguments.problem in page


def test_what_the_worker_fills_in_is_nothing_that_a_task_takes(client, register):
    def ship(order: int, run: CurrentTask, weight=None) -> None:
        """Ship."""

    register(task(ship, name="shop.ship", annotations={"weight": Annotated[Decimal | None, Ge(0)]}))
    page = page_of(catalogue(client, q="shop.ship"))
    assert "(order: int, weight: Decimal | None = None)" in page


def test_with_no_task_the_page_has_the_lines_to_paste(client, register, settings):
    registry.clear()
    settings.CARROT = {}
    page = page_of(catalogue(client))
    assert '"task_modules": ["shop.tasks"]' in page
    assert "def refund(order: int" in page


def test_with_no_task_in_the_modules_listed_the_page_names_them(client, register, settings):
    registry.clear()
    settings.CARROT = {"task_modules": ["shop.empty"]}
    assert "<code>shop.empty</code>" in page_of(catalogue(client))


def test_a_task_page_has_its_docstring_and_its_parameters(client):
    page = page_of(client.get(reverse("carrot:task", args=[REFUND])))
    assert ":param order: The number of the order." in page
    assert "Decimal" in page
    assert "Literal['broken', 'late']" in page
    assert '<span class="quiet">required</span>' in page
    assert f"{reverse('carrot:messages', args=['all'])}?task={REFUND}" in page


def test_a_task_page_lists_its_schedules_and_no_others(client):
    schedule("Mine")
    schedule("Theirs", task="tests.project.tasks.nothing", arguments={})
    page = page_of(client.get(reverse("carrot:task", args=[REFUND])))
    assert "Mine" in page
    assert "Theirs" not in page


@pytest.mark.parametrize("name", ["os.system", "x" * 500, "ünknown"])
def test_a_task_that_is_not_registered_is_not_found(client, name):
    response = client.get(reverse("carrot:task", args=[name]))
    assert response.status_code == 404
    with pytest.raises(UnknownTask):
        registry.get(name)


def test_no_page_of_a_task_runs_it(client, register):
    ran = []

    def innocent(order: int = 1) -> None:
        """Do no harm."""
        ran.append(order)

    register(task(innocent, name="shop.innocent"))
    for address in (
        reverse("carrot:tasks"),
        reverse("carrot:task", args=["shop.innocent"]),
        reverse("carrot:schedule-new") + "?task=shop.innocent",
        reverse("carrot:schedule-form") + "?task=shop.innocent",
    ):
        assert client.get(address).status_code == 200
    assert ran == []


def test_a_default_without_a_repr_does_not_break_the_page(client, register):
    class Odd:
        def __repr__(self) -> str:
            raise RuntimeError("no repr")

    def strange(value=Odd(), /, *rest: int, **more: str) -> None:  # noqa: B008
        """Take anything."""

    register(task(strange, name="shop.strange"))
    for address in (
        reverse("carrot:tasks"),
        reverse("carrot:task", args=["shop.strange"]),
        reverse("carrot:schedule-new") + "?task=shop.strange",
    ):
        assert client.get(address).status_code == 200
    page = page_of(client.get(reverse("carrot:task", args=["shop.strange"])))
    assert "*rest" in page
    assert "**more" in page
