"""Instances of models as arguments: sent as keys, loaded for the call, one query for a model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AbstractUser, Group, User

from carrot.exceptions import ArgumentsError
from carrot.models import MessageLog
from carrot.tasks.arguments import Arguments
from carrot.tasks.nodes import node_for
from carrot.tasks.nodes.reading import Reading, Reference
from carrot.testing import check_laws

pytestmark = pytest.mark.django_db


@dataclass
class Team:
    lead: User
    members: list[User]


def greet(
    who: User,
    others: list[User] = [],  # noqa: B006 - as people write it
    group: Group | None = None,
    team: Team | None = None,
    either: User | Group | None = None,
) -> None:
    """Take rows at every depth."""


GREET = Arguments(greet)


def users(count: int) -> list[User]:
    return [User.objects.create(username=f"user{number}") for number in range(count)]


def test_references_keep_the_laws():
    check_laws(User, [Reference(User, 1)], bad=["x", [], {}, 1.5, "1 or 2"])
    check_laws(list[User], [[Reference(User, 1), Reference(User, 2)]], bad=[["x"]])


def test_rows_are_sent_as_their_keys_and_loaded_for_the_call():
    ada, bob, eve = users(3)
    group = Group.objects.create(name="staff")

    document = GREET.bind((ada, [bob, eve], group), {"team": Team(eve, [ada]), "either": group})
    document = json.loads(json.dumps(document))
    call = GREET.call(document)

    assert document["who"] == ada.pk
    assert document["others"] == [bob.pk, eve.pk]
    assert call.kwargs["others"] == [bob, eve]
    assert call.kwargs["team"] == Team(eve, [ada])
    assert call.kwargs["either"] == group
    assert GREET.from_form(GREET.initial(document)) == document


def test_one_query_loads_all_rows_of_a_model(django_assert_num_queries):
    many = users(30)
    document = GREET.bind((many[0], many), {"team": Team(many[1], many)})

    with django_assert_num_queries(1):
        call = GREET.call(document)

    assert call.kwargs["others"] == many


def test_looking_at_a_document_asks_no_database(django_assert_num_queries):
    document = {"who": 17, "others": [1, 2]}

    with django_assert_num_queries(0):
        assert "who=User.objects.get(pk=17)" in GREET.as_python(document)
        GREET.decode(document)
        GREET.display(document)
        GREET.schema(document)
        GREET.initial(document)


def test_a_row_that_is_gone_is_said_at_its_place():
    (ada,) = users(1)

    with pytest.raises(ArgumentsError) as raised:
        GREET.call({"who": ada.pk, "others": [ada.pk, 404]})

    assert raised.value.errors == {("others", 1): "There is no user 404 any more."}


@pytest.mark.parametrize("value", [User(username="new"), 1, "ada", Group(pk=1), None])
def test_what_is_no_saved_row_is_not_sent(value: Any):
    with pytest.raises(ArgumentsError):
        GREET.bind((value,), {})


def test_a_form_takes_only_what_its_person_may_see_and_what_is_there():
    (ada,) = users(1)
    form = {**GREET.initial({}), "who": str(ada.pk)}

    def read(may: bool) -> dict[str, Any]:
        return GREET.from_form(form, Reading(from_browser=True, may_view=lambda model: may))

    assert read(True) == {"who": ada.pk}
    with pytest.raises(ArgumentsError, match="You may not see users"):
        read(False)
    ada.delete()
    with pytest.raises(ArgumentsError, match="There is no user"):
        read(True)


def test_a_key_of_another_type_is_exact():
    node = node_for(MessageLog)
    row = MessageLog.objects.create(task="t", uuid=uuid4(), publish_time="2030-01-01T00:00Z")

    assert node.encode(row) == row.pk


def test_an_abstract_model_cannot_be_filled_in():
    assert "abstract" in node_for(AbstractUser).fault
