"""The rows that a field for a model offers."""

from __future__ import annotations

from typing import Annotated

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from carrot import Choices, task
from carrot.tasks import registry
from tests.monitor.runs import run
from tests.monitor.schedules import page_of, register

__all__ = ["register"]

pytestmark = pytest.mark.django_db

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}
NAME = "shop.greet"


def greet(who: User, others: list[User] = []) -> None:  # noqa: B006 - as people write it
    """Take a user."""


@pytest.fixture(autouse=True)
def _task(register):
    register(task(greet, name=NAME))


def ask(client, model: str = "auth.user", **query: object):
    extra = query.pop("extra", {})
    return client.get(reverse("carrot:rows", args=[model]), query, **extra)


def labels(response) -> list[str]:
    return [row["label"] for row in response.json()["rows"]]


def test_it_is_searched_by_key_by_its_beginning_and_inside(client):
    for name in ("ada", "bob", "adam", "canada"):
        User.objects.create(username=name)
    bob = User.objects.get(username="bob")

    assert labels(ask(client, q="ada")) == ["adam", "ada", "canada"]
    assert labels(ask(client, q=str(bob.pk))) == ["bob"]
    assert labels(ask(client)) == ["canada", "adam", "bob", "ada"]
    assert labels(ask(client, q="nobody")) == []


def test_labels_of_many_keys_are_one_query(client, django_assert_num_queries):
    made = [User.objects.create(username=f"user{number}") for number in range(10)]

    with django_assert_num_queries(1):
        answer = ask(client, pk=[*(row.pk for row in made), "x", "404"])

    assert sorted(labels(answer)) == [row.username for row in made]


def test_it_never_gives_more_than_a_screenful(client, django_assert_max_num_queries):
    User.objects.bulk_create(User(username=f"user{number:04}") for number in range(500))

    with django_assert_max_num_queries(2):
        assert len(labels(ask(client, q="user"))) == 20


def test_a_model_that_no_task_takes_is_not_to_be_seen(client):
    Group.objects.create(name="secret")

    assert ask(client, "auth.group").status_code == 404
    assert ask(client, "nothing.at.all").status_code == 404


def test_only_who_may_see_the_rows_gets_them(client, settings):
    settings.CARROT = {
        **settings.CARROT,
        "monitor_authentication": ["django.contrib.auth.decorators.login_required"],
    }
    ada = User.objects.create(username="ada")
    client.force_login(ada)
    assert ask(client).status_code == 403

    ada.user_permissions.add(Permission.objects.get(codename="view_user"))
    assert labels(ask(client)) == ["ada"]


def test_nothing_is_changed_by_asking(client):
    assert client.post(reverse("carrot:rows", args=["auth.user"])).status_code == 405


def test_a_key_that_is_not_there_is_refused_beside_its_field(client):
    ada = User.objects.create(username="ada")

    page = page_of(run(client, task=NAME, arguments={"who": "404", "others": [str(ada.pk), "x"]}))

    assert "There is no user 404 any more." in page or "Choose a user" in page
    assert "Choose a user, or give its primary key." in page


def active():
    return User.objects.filter(is_active=True)


def others():
    return Group.objects.all()


def test_of_rows_that_may_be_chosen_only_those_are_offered(client, register):
    def write(who: Annotated[User, Choices(active)], cc: Annotated[User, Choices(others)]) -> None:
        """Take an active user."""

    register(task(write, name="shop.write"))
    for name in ("ada", "adam", "adrian"):
        User.objects.create(username=name, is_active=name != "adam")
    who, cc = (each.node.handler for each in registry.get("shop.write").arguments.parameters)

    assert labels(ask(client, who, q="ad")) == ["adrian", "ada"]
    assert labels(ask(client, q="ad")) == ["adrian", "adam", "ada"]
    # A key that is stored is shown by its label, offered or not.
    gone = User.objects.get(username="adam")
    assert labels(ask(client, who, pk=[gone.pk])) == ["adam"]
    # Groups are no users: the project's mistake is in the log, and nothing is offered.
    assert labels(ask(client, cc, q="ad")) == []
    assert ask(client, f"{who}x").status_code == 404
