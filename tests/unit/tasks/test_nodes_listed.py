"""`Annotated[..., Choices(...)]`: one of a list that is made when it is needed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import pytest
from annotated_types import Len
from django.contrib.auth.models import Group, User

from carrot import Choices
from carrot.exceptions import ArgumentsError
from carrot.tasks.arguments import Arguments
from carrot.tasks.nodes.reading import Reading
from carrot.testing import check_laws

PERSON = Reading(from_browser=True, may_view=lambda model: True)


class Regions:
    """A list that changes, and counts how often it is asked for."""

    def __init__(self, *values: object) -> None:
        self.values, self.asked = list(values), 0

    def __call__(self):
        self.asked += 1
        return iter(self.values)


@pytest.fixture
def regions() -> Regions:
    return Regions("north", ("south", "The south"))


@pytest.fixture
def arguments(regions) -> Arguments:
    def ship(
        region: Annotated[str, Choices(regions)],
        others: list[Annotated[str, Choices(regions)]] = [],  # noqa: B006 - as people write it
    ) -> None: ...

    return Arguments(ship, {"region": Annotated[str, Choices(regions)],
                            "others": list[Annotated[str, Choices(regions)]]})  # fmt: skip


def choices(schema) -> list[tuple[str, str]]:
    return [(each["value"], each["title"]) for each in schema["choices"]]


def test_the_form_offers_what_the_list_has_now(arguments, regions):
    schema = arguments.schema()["properties"]
    assert choices(schema["region"]) == [("north", "north"), ("south", "The south")]
    assert choices(schema["others"]["items"])[-1] == ("south", "The south")

    regions.values.append("east")
    assert ("east", "east") in choices(arguments.schema()["properties"]["region"])


def test_the_list_is_asked_for_once_for_each_place_and_not_for_each_value(arguments, regions):
    arguments.schema()
    assert regions.asked == 2
    regions.asked = 0
    data = {"region": "north", "others": ["south"] * 500}
    arguments.from_form(data, PERSON)
    assert regions.asked == 2
    regions.asked = 0
    arguments.call(data)
    assert regions.asked == 2


def test_nobody_asks_for_it_where_nothing_is_about_to_happen(arguments, regions):
    arguments.decode({"region": "north"})
    arguments.decode({"region": "nowhere"})
    assert arguments.fingerprint
    assert arguments.display({"region": "nowhere"})
    assert regions.asked == 0


def test_what_is_not_in_it_is_refused_in_the_form_at_the_call_and_when_it_is_published(arguments):
    bad = {"region": "nowhere", "others": ["north", "west"]}
    for use in (lambda: arguments.from_form(bad, PERSON), lambda: arguments.call(bad),
                lambda: arguments.bind((), bad)):  # fmt: skip
        with pytest.raises(ArgumentsError) as caught:
            use()
        assert caught.value.errors == {
            ("region",): "Choose one of the list.",
            ("others", 1): "Choose one of the list.",
        }


def test_what_leaves_the_list_while_a_message_waits_does_not_run(arguments, regions):
    document = arguments.bind(("south",), {})
    assert arguments.call(document).values == {"region": "south"}
    regions.values.pop()
    with pytest.raises(ArgumentsError, match="Choose one"):
        arguments.call(document)


def test_a_change_of_the_list_is_no_change_of_the_signature(arguments, regions):
    before = arguments.fingerprint
    regions.values.clear()
    vars(arguments).pop("fingerprint")
    assert arguments.fingerprint == before


@pytest.mark.parametrize(
    ("annotation", "source", "value", "key", "encoded"),
    [
        (int, [10, 20], 20, "20", 20),
        (int, {10: "ten"}, 10, "10", 10),
        (int, [(2**70, "many")], 2**70, str(2**70), 2**70),
        (Decimal, [Decimal("9.90")], Decimal("9.90"), "9.90", "9.90"),
        (date, lambda: [date(2030, 1, 2)], date(2030, 1, 2), "2030-01-02", "2030-01-02"),
        (float, [1.5], 1.5, "1.5", 1.5),
        (str, [("x", "X")], "x", "x", "x"),
        (str, [("x",)], "x", "x", "x"),
    ],
)
def test_any_plain_type_is_chosen_and_arrives_as_itself(annotation, source, value, key, encoded):
    made = Arguments(lambda x: x, {"x": Annotated[annotation, Choices(source)]})
    assert key in [each for each, _title in choices(made.schema()["properties"]["x"])]

    document = made.from_form({"x": key}, PERSON)
    assert document == {"x": encoded}
    given = made.call(document).values["x"]
    assert (type(given), given) == (annotation, value)
    assert made.bind((value,), {}) == document
    assert made.initial(document) == {"x": key}


def test_it_keeps_the_laws_of_a_type():
    check_laws(Annotated[str, Choices(["north", "south"])], ["north"], bad=[7, []])
    check_laws(Annotated[int, Choices([1, 2])], [2], bad=["many", []])


def test_left_out_it_is_the_default_and_a_choice_may_be_taken_back():
    def ship(region="north"): ...

    made = Arguments(ship, {"region": Annotated[str, Choices(["north", "south"])]})
    schema = made.schema()["properties"]["region"]
    assert choices(schema)[0] == ("", "—")
    assert made.initial() == {"region": "north"}
    assert made.from_form({"region": ""}, PERSON) == {}
    assert made.from_form({"region": "north"}, PERSON) == {}


def test_beside_none_and_inside_a_record_it_is_a_choice_too():
    made = Arguments(lambda x: x, {"x": Annotated[str, Choices(["a"])] | None})
    assert choices(made.schema()["properties"]["x"]) == [("", "—"), ("a", "a")]
    assert made.call(made.from_form({"x": ""}, PERSON)).values == {"x": None}


def broken():
    raise LookupError("no regions")


@pytest.mark.parametrize(
    "source", [broken, lambda: 7, lambda: "north", lambda: None, lambda: [object()]]
)
def test_a_list_that_cannot_be_had_is_said_and_nothing_is_taken_for_it(source):
    made = Arguments(lambda x: x, {"x": Annotated[str, Choices(source)]})
    schema = made.schema()["properties"]["x"]
    assert "The list to choose from cannot be had: " in schema["helpText"]
    assert "choices" not in schema
    for use in (lambda: made.from_form({"x": "a"}, PERSON), lambda: made.call({"x": "a"})):
        with pytest.raises(ArgumentsError, match="cannot be had"):
            use()


def test_a_list_without_an_end_is_typed_and_still_checked():
    many = [f"key {number}" for number in range(1500)]
    made = Arguments(lambda x: x, {"x": Annotated[str, Choices(many)]})
    schema = made.schema()["properties"]["x"]
    assert "choices" not in schema
    assert schema["type"] == "string"
    assert made.from_form({"x": "key 1499"}, PERSON) == {"x": "key 1499"}
    with pytest.raises(ArgumentsError):
        made.from_form({"x": "key 1500"}, PERSON)


def test_a_source_that_is_none_is_refused_where_it_is_written():
    with pytest.raises(TypeError, match="takes a function or a list, not a int"):
        Choices(7)


@pytest.mark.django_db
class TestRows:
    @pytest.fixture
    def made(self) -> Arguments:
        def active():
            return User.objects.filter(is_active=True)

        person = Annotated[User, Choices(active)]
        return Arguments(lambda x, more=(): x, {"x": person, "more": list[person]})

    @pytest.fixture
    def people(self) -> list[User]:
        return [User.objects.create(username=name, is_active=name != "gone") for name in
                ("ada", "bob", "gone")]  # fmt: skip

    def test_those_of_the_queryset_can_be_chosen_and_no_others(self, made, people):
        ada, bob, gone = people
        document = made.from_form({"x": str(ada.pk), "more": [str(bob.pk)]}, PERSON)
        assert made.call(document).values["x"] == ada

        bad = {"x": str(gone.pk), "more": [str(bob.pk), str(gone.pk), "999999"]}
        with pytest.raises(ArgumentsError) as caught:
            made.from_form(bad, PERSON)
        assert caught.value.errors == {
            ("x",): f"user {gone.pk} is not one of those to choose from.",
            ("more", 1): f"user {gone.pk} is not one of those to choose from.",
            ("more", 2): "There is no user 999999 any more.",
        }
        with pytest.raises(ArgumentsError, match="not one of those"):
            made.call({"x": gone.pk})

    def test_one_query_for_each_list_however_many_rows(
        self, made, people, django_assert_num_queries
    ):
        document = {"x": people[0].pk, "more": [people[1].pk] * 50}
        with django_assert_num_queries(2):
            made.call(document)

    def test_a_source_of_other_rows_is_said(self, people):
        for source in (lambda: Group.objects.all(), lambda: [1], broken):
            made = Arguments(lambda x: x, {"x": Annotated[User, Choices(source)]})
            with pytest.raises(ArgumentsError, match="What may be chosen cannot be had"):
                made.call({"x": people[0].pk})

    def test_values_of_a_queryset_are_a_list_like_any(self, people):
        names = Choices(lambda: User.objects.order_by("pk").values_list("username", "email"))
        made = Arguments(lambda x: x, {"x": Annotated[str, names]})
        User.objects.filter(username="ada").update(email="ada@example.com")
        assert choices(made.schema()["properties"]["x"])[0] == ("ada", "ada@example.com")
        assert made.from_form({"x": "bob"}, PERSON) == {"x": "bob"}


def test_with_other_rules_of_annotated_both_hold():
    made = Arguments(lambda x: x, {"x": Annotated[str, Len(1, 1), Choices(["a", "bb"])]})
    assert made.call({"x": "a"}).values == {"x": "a"}
    for bad in ("b", "bb"):
        with pytest.raises(ArgumentsError):
            made.call({"x": bad})
