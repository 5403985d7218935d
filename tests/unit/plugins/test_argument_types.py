"""Types that plugins serve: their fields and codecs, and what becomes of their failures."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from carrot.exceptions import ArgumentsError
from carrot.plugins import ArgumentType, hookimpl, manager, problems
from carrot.tasks import Task
from carrot.tasks.arguments import Arguments
from carrot.tasks.nodes import Errors, node_for
from carrot.tasks.nodes.reading import TYPED
from carrot.testing import registered
from tests.plugins import money
from tests.plugins.money import BROKEN, MONEY, Broken, Length, Money

PRICE = {"amount": "9.90", "currency": "CHF"}


class Discount(Money):
    """Of a type that nobody serves."""


@pytest.fixture
def plugged():
    with registered(money, "money") as record:
        yield record


def errors_of(call: Any, *args: Any) -> dict[Any, str]:
    with pytest.raises(ArgumentsError) as caught:
        call(*args)
    return caught.value.errors


def declaring(*declared: ArgumentType) -> Any:
    class Plugin:
        @hookimpl
        def register_argument_types(self):
            yield from declared

    return Plugin()


def test_hook_register_argument_types(plugged):
    arguments = Arguments(money.pay)

    document = arguments.bind(("Ada", Money(Decimal("9.90"), "CHF")), {"unit": Length("km")})
    call = arguments.decode(document)

    assert document == {"to": "Ada", "price": PRICE, "unit": "km"}
    assert money.pay(*call.args, **call.kwargs) == "Ada: Money(Decimal('9.90'), 'CHF') None [] km"
    assert problems.found() == []


def test_without_its_plugin_a_type_cannot_be_filled_in():
    assert "price: A Money cannot be filled in" in Arguments(money.pay).problem


def test_its_field_is_as_the_plugin_describes_it_and_each_time_anew(plugged):
    arguments = Arguments(money.pay)
    price = arguments.schema()["properties"]["price"]

    assert price["title"] == "Price"
    assert price["description"] == "What it costs. Without a sign for the currency."
    assert price["properties"]["amount"] == {
        "type": "string",
        "format": "number",
        "title": "Amount",
    }
    price["properties"].clear()
    assert arguments.schema()["properties"]["price"]["properties"]
    assert arguments.initial()["price"] == {"amount": "", "currency": "EUR"}


def test_it_may_be_optional_and_inside_others(plugged):
    arguments = Arguments(money.pay)
    tip = {"__type__": "Money", "value": PRICE}
    form = {"to": "Ada", "price": PRICE, "tip": tip, "more": [PRICE], "unit": "m"}

    document = arguments.from_form(form)

    assert document == {"to": "Ada", "price": PRICE, "tip": tip, "more": [PRICE]}
    assert arguments.decode(document).kwargs["more"] == [Money(Decimal("9.90"), "CHF")]
    assert arguments.as_python(document).startswith("pay(to='Ada', price=Money(")


@pytest.mark.parametrize(
    ("price", "place", "said"),
    [
        ({"amount": "", "currency": "EUR"}, ("amount",), "Enter an amount."),
        ({"amount": "much", "currency": "EUR"}, (), "Give an amount of money."),
        ({"amount": "1", "currency": "DM"}, (), "Give an amount of money."),
        ({"amount": "1"}, (), "Give an amount of money."),
        ({"amount": "1", "currency": "EUR", "more": 1}, (), "Give an amount of money."),
        ({"amount": ["1"], "currency": "EUR"}, (), "Give an amount of money."),
        ("9.90", (), "Give an amount of money."),
        (None, (), "Give an amount of money."),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(plugged, price, place, said):
    arguments = Arguments(money.pay)

    for read in (arguments.decode, arguments.from_form):
        assert errors_of(read, {"to": "Ada", "price": price}) == {("price", *place): said}


def test_a_refusal_is_said_in_the_words_of_the_plugin(plugged):
    arguments = Arguments(money.pay)
    document = {"to": "Ada", "price": PRICE, "unit": "mile"}

    assert errors_of(arguments.decode, document) == {("unit",): "There is no unit mile."}


def test_code_must_give_the_type_itself(plugged):
    arguments = Arguments(money.pay)
    less = Discount(Decimal(1))

    assert "Takes a Money, not Discount" in str(errors_of(arguments.bind, ("Ada", less), {}))
    assert "Takes a Money, not str" in str(errors_of(arguments.bind, ("Ada", "9.90"), {}))


def test_a_base_serves_its_subclasses_only_if_it_says_so(plugged):
    def take(length: Length, price: Discount | None = None): ...

    arguments = Arguments(take)

    assert type(arguments.decode({"length": "km"}).kwargs["length"]) is Length
    assert list(arguments.schema()["properties"]) == ["length"]


def test_what_a_plugin_raises_is_an_error_of_the_field_and_names_the_plugin(plugged):
    arguments = Arguments(money.fail)

    decoding = errors_of(arguments.decode, {"value": "x"})
    encoding = errors_of(arguments.bind, (Broken(),), {})

    assert decoding == {
        ("value",): "The plugin money failed in the decode of Broken: TypeError: string indices "
        "must be integers, not 'str'"
    }
    assert "The plugin money failed in the encode of Broken: it gave now: Broken" in str(encoding)
    assert "decode of Broken" in {each.name: each for each in manager.records()}["money"].failure


@pytest.mark.parametrize(
    ("functions", "said"),
    [
        ({"decode": lambda data: 5}, "it gave a int"),
        ({"decode": lambda data: data["amount"].real}, "AttributeError"),
        ({"decode": lambda data: decoder(decoder)}, "RecursionError"),
    ],
)
def test_what_a_plugin_makes_is_held_to_its_type(functions, said):
    def take(price: Money): ...

    with registered(declaring(replace(MONEY, **functions)), "mint"):
        errors = errors_of(Arguments(take).from_form, {"price": PRICE})

    assert list(errors) == [("price",)]
    assert "The plugin mint failed in the decode of Money: " + said in errors[("price",)]


def decoder(function: Any) -> Any:
    return function(function)


def test_a_plugin_cannot_change_what_is_stored_nor_what_it_was_given():
    kept: list[Any] = []

    def spoil(data: Any) -> Money:
        data["amount"] = "0"
        return Money(Decimal(1))

    def encode(value: Money) -> Any:
        kept.append({"amount": "1", "currency": "EUR"})
        return kept[-1]

    def take(price: Money): ...

    with registered(declaring(replace(MONEY, encode=encode, decode=spoil)), "mint"):
        arguments = Arguments(take)
        document = arguments.bind((Money(Decimal(1)),), {})
        arguments.decode(document)
        kept[-1].clear()

    assert document == {"price": {"amount": "1", "currency": "EUR"}}


def test_what_is_stored_may_differ_from_what_the_form_shows():
    def decode(data: Any) -> Money:
        if isinstance(data, str):
            amount, _, currency = data.partition(" ")
            data = {"amount": amount, "currency": currency}
        return money.decoded(data)

    def shown(data: str) -> dict[str, str]:
        amount, currency = data.split()
        return {"amount": amount, "currency": currency}

    def take(price: Money): ...

    declared = replace(
        MONEY, encode=lambda each: f"{each.amount} {each.currency}", decode=decode, form=shown
    )
    with registered(declaring(declared), "mint"):
        arguments = Arguments(take)
        document = arguments.bind((Money(Decimal("9.90"), "CHF"),), {})

        assert document == {"price": "9.90 CHF"}
        assert arguments.initial(document) == {"price": PRICE}
        assert arguments.from_form({"price": PRICE}) == document
        # What only its own encode makes cannot come from a browser, and what fails shows nothing.
        assert errors_of(arguments.from_form, {"price": "9.90 CHF"}, TYPED)
        assert arguments.initial({"price": "9.90"}) == {"price": MONEY.blank}


def test_of_two_plugins_with_one_type_the_stronger_serves_it_and_both_are_named():
    def take(price: Money): ...

    with registered(money, "money"), registered(declaring(replace(MONEY)), "mint"):
        (problem,) = problems.found()
        arguments = Arguments(take)

    assert "'mint' and 'money' both declare the ArgumentType 'tests.plugins.money.Money'" in (
        problem.text
    )
    assert arguments.parameters[0].node.plugin == "mint"


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        (replace(MONEY, schema={"type": "object"}), "it has no properties; mend its schema"),
        (replace(MONEY, blank="nothing"), "its blank, 'nothing', is not what the schema shows"),
        (
            replace(BROKEN, schema={"type": "string", "helptext": "x"}),
            "'helptext' means nothing for the type 'string'",
        ),
        (replace(BROKEN, type=int), "an ArgumentType cannot be int: carrot itself has it"),
        (replace(BROKEN, type="Money"), "the type of an ArgumentType is 'Money'; give a class"),
        (replace(BROKEN, schema="text"), "the schema of tests.plugins.money.Broken is a str"),
        (replace(BROKEN, decode=None), "the decode of tests.plugins.money.Broken is not callable"),
        (replace(BROKEN, label=5), "label is a int; give a str"),
    ],
)
def test_what_no_form_can_show_is_left_out_with_the_reason(declared, said):
    def take(price: Money): ...

    with registered(declaring(declared), "mint"):
        (problem,) = problems.found()
        assert Arguments(take).problem

    assert "'mint'" in problem.text
    assert said in problem.text


def test_a_task_that_was_there_before_gets_the_field(plugged):
    assert Task(money.pay).arguments.problem == ""


def test_a_schedule_notices_that_the_plugin_is_gone():
    with registered(money, "money"):
        before = Arguments(money.pay).fingerprint

    assert Arguments(money.pay).fingerprint != before


def test_a_blank_reaches_decode_as_it_was_promised():
    class Pair:
        pass

    seen = []

    def decode(data):
        seen.append(data)
        return Pair()

    inner = {"text": {"type": "string"}, "number": {"type": "number"}, "yes": {"type": "boolean"}}
    schema = {
        "type": "object",
        "properties": {
            **inner,
            "many": {"type": "array", "items": {"type": "string"}, "maxItems": 9},
        },
    }
    declared = ArgumentType(type=Pair, schema=schema, encode=lambda pair: {}, decode=decode)

    class Guest:
        @hookimpl
        def register_argument_types(self):
            yield declared

    with registered(Guest(), "pairs"):
        assert problems.found() == []
        node = node_for(Pair)
        for blank in (None, ""):
            given = {"text": blank, "number": blank, "yes": blank, "many": [blank, "x"]}
            assert isinstance(node.decode(given, (), Errors()), Pair)

    assert seen == [{"text": "", "number": None, "yes": None, "many": ["", "x"]}] * 2
