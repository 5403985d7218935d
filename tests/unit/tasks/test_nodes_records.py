"""Records: a field for each field, of whichever library the class is."""

from __future__ import annotations

import json
from collections import namedtuple
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, NotRequired, Optional, TypedDict

import attrs
import msgspec
import pydantic
import pytest
import typing_extensions
from django.utils import translation

from carrot.exceptions import ArgumentsError
from carrot.tasks import dialect
from carrot.tasks.arguments import Arguments
from carrot.tasks.nodes import INVALID, Errors, node_for
from carrot.testing import check_laws


class Pair(NamedTuple):
    left: int
    right: Decimal = Decimal("1.0")


Bare = namedtuple("Bare", ["a", "b"], defaults=[2])


class Options(TypedDict, total=False):
    retries: int
    constructor: str


class Marked(typing_extensions.TypedDict):
    sku: str
    note: NotRequired[str]


@dataclass
class Line:
    """A line of an order.

    Args:
        sku: What is ordered.
    """

    sku: str
    due: date | None = None
    tags: list[str] = field(default_factory=list)
    lots: list[int] = field(default_factory=lambda: [1])
    _: KW_ONLY
    count: int = 1
    total: int = field(init=False, default=0)


@dataclass(frozen=True)
class Checked:
    low: int
    high: int = 9

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("low is above high")


@attrs.define
class Box:
    _width: int = attrs.field(validator=attrs.validators.gt(0))
    label: str = ""
    sides: list[int] = attrs.Factory(list)


class Packet(msgspec.Struct):
    size: int
    name: str = "x"
    parts: list[int] = []


class Order(pydantic.BaseModel):
    number: int = pydantic.Field(gt=0, description="The number on the paper.", alias="Nr")
    lines: list[Line] = []
    note: str | None = None

    @pydantic.field_validator("note")
    @classmethod
    def _short(cls, note: str | None) -> str | None:
        if note and len(note) > 5:
            raise ValueError("too long a note")
        return note


class Tree(pydantic.BaseModel):
    name: str
    branches: list[Tree] = []
    twin: Optional[Tree] = None  # noqa: UP045 - as people write it


@dataclass
class Person:
    name: str
    friend: Person | None = None


@dataclass
class Endless:
    inner: Endless


@dataclass
class Whole:
    half: Half | None = None


@dataclass
class Half:
    wholes: tuple[Whole, ...] = ()


def order(number: int, **values: Any) -> Order:
    return Order(Nr=number, **values)


RECORDS: list[tuple[Any, list[Any]]] = [
    (tuple[int, str], [(1, "a"), (0, "")]),
    (tuple[int, tuple[date, bool]], [(1, (date(2030, 1, 2), True))]),
    (Pair, [Pair(1), Pair(2, Decimal("2.50"))]),
    (Bare, [Bare("x"), Bare(1, [2])]),
    (Options, [{}, {"retries": 2}, {"constructor": ""}]),
    (Marked, [{"sku": "a"}, {"sku": "", "note": ""}]),
    (Line, [Line("a"), Line("b", date(2030, 1, 2), ["x"], [], count=3)]),
    (Checked, [Checked(1), Checked(2, 2)]),
    (Box, [Box(1), Box(2, "a", [1])]),
    (Packet, [Packet(1), Packet(2, "", [3])]),
    (Order, [order(1), order(2, lines=[Line("a")], note="x")]),
    (Tree, [Tree(name="a"), Tree(name="a", branches=[Tree(name="b")], twin=Tree(name="c"))]),
    (Person, [Person("a"), Person("a", Person("b", Person("c")))]),
    (Whole, [Whole(), Whole(Half((Whole(), Whole(Half()))))]),
    (Line | None, [None, Line("a")]),
    (Pair | Checked | None, [None, Pair(1), Checked(1)]),
    (list[Line], [[], [Line("a"), Line("b")]]),
    (dict[str, Checked], [{"007": Checked(1), "__proto__": Checked(2)}]),
]


@pytest.mark.parametrize(
    ("annotation", "values"), RECORDS, ids=[str(pair[0])[-40:] for pair in RECORDS]
)
def test_records_keep_the_laws(annotation: Any, values: list[Any]) -> None:
    assert not node_for(annotation).note
    check_laws(annotation, values, bad=["x", 3, {"no such field": 1}])


@pytest.mark.parametrize(
    ("annotation", "data", "places"),
    [
        (tuple[int, date], {"0": "x", "1": "y"}, [("0",), ("1",)]),
        (Line, {"sku": "a", "due": "soon", "tags": ["a", 3]}, [("due",), ("tags", 1)]),
        (Line, {"due": None}, [("sku",)]),
        (Order, {"number": 0}, [("number",)]),
        (Order, {"number": 1, "note": "longer than that"}, [("note",)]),
        (Order, {"number": 1, "lines": [{"sku": "a", "count": "x"}]}, [("lines", 0, "count")]),
        (Checked, {"low": 10}, [()]),
        (Box, {"_width": -1}, [()]),
        (Tree, {"name": "a", "branches": [{"name": 3}]}, [("branches", 0, "name")]),
        (list[Pair], [{"left": 1}, {}], [(1, "left")]),
        (Pair, {"left": 1, "rihgt": 2}, [("rihgt",)]),
    ],
)
def test_each_fault_has_its_place(annotation: Any, data: Any, places: list[Any]) -> None:
    errors = Errors()

    assert node_for(annotation).decode(data, (), errors) is INVALID
    assert sorted(errors, key=repr) == sorted(places, key=repr)


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (Pair, (1, Decimal(1))),
        (tuple[int, str], [1, "a"]),
        (tuple[int, str], (1, "a", "b")),
        (Options, {"retry": 1}),
        (Marked, {"note": "a"}),
        (Line, Checked(1)),
        (Line, {"sku": "a"}),
        (Line, Line(3)),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_such_record_is_not_sent(annotation: Any, value: Any) -> None:
    with pytest.raises(ArgumentsError):
        node_for(annotation).encode(value)


def test_what_is_at_its_default_is_left_out_at_every_depth() -> None:
    assert node_for(Order).encode(order(1, lines=[Line("a", lots=[1, 2])])) == {
        "number": 1,
        "lines": [{"sku": "a", "lots": [1, 2]}],
    }


def test_a_default_that_code_makes_is_left_out_and_made_anew() -> None:
    node = node_for(Line)

    line = node.decode(node.form({"sku": "a"}), (), Errors())

    assert line == Line("a", lots=[1])
    assert line.lots is not node.decode({"sku": "a"}, (), Errors()).lots


def test_an_empty_list_is_not_one_that_is_left_out() -> None:
    node = node_for(Line)
    data = node.encode(Line("a", lots=[]))

    assert data == {"sku": "a", "lots": []}
    assert node.decode(node.form(data), (), Errors()).lots == []


def test_labels_and_help_come_from_the_class() -> None:
    line = node_for(Line).schema()["properties"]
    number = node_for(Order).schema()["properties"]["number"]

    assert (line["sku"]["title"], line["sku"]["helpText"]) == ("Sku", "What is ordered.")
    assert "The number on the paper." in number["helpText"]
    assert "More than 0." in number["helpText"]
    assert "total" not in line


def test_a_name_that_would_break_the_editor_has_another_key() -> None:
    assert node_for(Options).encode({"constructor": "x"}) == {"constructor_": "x"}


def test_a_type_that_needs_itself_without_end_cannot_be_filled_in() -> None:
    assert "inside itself" in node_for(Endless).fault


def test_a_form_of_a_type_that_contains_itself_can_be_shown() -> None:
    def plant(tree: Tree, friend: Person, whole: Whole) -> None: ...

    schema = Arguments(plant).schema()

    assert list(dialect.faults(schema)) == []
    assert len(schema["$defs"]) == 3


def test_a_tuple_written_by_hand_may_be_a_list() -> None:
    assert node_for(tuple[int, str]).decode([1, "a"], (), Errors()) == (1, "a")


def test_a_field_whose_type_is_unknown_is_a_box_alone() -> None:
    @dataclass
    class Half:
        good: int
        bad: Nowhere  # type: ignore[name-defined]  # noqa: F821

    fields = dict(node_for(Half).fields)  # type: ignore[attr-defined]

    assert "Nowhere" in fields["bad"].note
    assert not fields["good"].note


def test_a_call_with_records_is_one_in_the_worker() -> None:
    def ship(order: Order, to: tuple[str, int] = ("here", 1)) -> None: ...

    arguments = Arguments(ship)
    document = json.loads(json.dumps(arguments.bind((order(3, lines=[Line("a")]),), {})))

    assert arguments.call(document).kwargs == {"order": order(3, lines=[Line("a")])}
    assert arguments.from_form(arguments.initial(document)) == document


def test_bounds_of_a_field_are_kept() -> None:
    class Bounded(pydantic.BaseModel):
        share: Annotated[int, pydantic.Field(ge=0, le=100)] = 50

    assert node_for(Bounded).schema()["properties"]["share"]["maximum"] == 100


def test_words_about_a_record_are_no_part_of_what_documents_depend_on() -> None:
    def made(text: str, kind: Any = int) -> Any:
        named = {"__doc__": f"A crate.\n\nArgs:\n    weight: {text}", "__annotations__": {}}
        crate = type("Crate", (), {**named, "__annotations__": {"weight": kind | None}})
        crate = dataclass(crate)

        def ship(crate: crate) -> None: ...

        return Arguments(ship, annotations={"crate": crate})

    with translation.override("en"):
        first = made("In kilograms.")
        assert first.fingerprint == made("In kilos.").fingerprint
        assert first.fingerprint != made("In kilograms.", float).fingerprint
    assert "In kilograms." in json.dumps(first.schema())
