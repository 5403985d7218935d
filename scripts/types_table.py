"""The types of the reference page: how each is written, a value of it, and what it refuses."""

from __future__ import annotations

from dataclasses import dataclass

NAMES = """
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, Flag, IntEnum, StrEnum, auto
from fractions import Fraction
from ipaddress import IPv4Address, IPv6Network
from pathlib import Path
from re import Pattern, compile
from typing import Annotated, Any, Generic, Literal, NamedTuple, NewType, Protocol, TypeVar
from uuid import UUID

import attrs
from annotated_types import Ge, Le, Len, MultipleOf
from django.contrib.auth.models import User
from django.core.validators import RegexValidator
from django.db.models import TextChoices
from django.http import HttpRequest
from pydantic import AnyUrl, BaseModel, EmailStr, Field, FutureDate, HttpUrl, NaiveDatetime
from pydantic import SecretStr
from typing_extensions import NotRequired, TypedDict

from carrot import Choices


class Segment(Enum):
    NEW = "new"
    LOYAL = "loyal"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Size(TextChoices):
    SMALL = "S", "Small"
    LARGE = "L", "Large"


class Channel(Flag):
    EMAIL = auto()
    PHONE = auto()


def regions():
    yield "north", "The north"
    yield "south", "The south"


class Point(NamedTuple):
    x: int
    y: int = 0


@dataclass
class Address:
    street: str
    number: int = 1


@dataclass
class Company:
    name: str
    seat: Address | None = None


@attrs.define
class Box:
    width: int
    label: str = ""


class Item(TypedDict):
    sku: str
    note: NotRequired[str]


class Order(BaseModel):
    number: int
    lines: list[Item] = []


@dataclass
class Folder:
    name: str
    folders: list["Folder"] = field(default_factory=list)


T = TypeVar("T")


@dataclass
class Change(Generic[T]):
    old: T
    new: T


class Speaker(Protocol):
    def say(self) -> str: ...


OrderNumber = NewType("OrderNumber", int)
"""


@dataclass(frozen=True)
class Row:
    """One type. `given` and `more` are source texts of values, `refused` is JSON."""

    annotation: str
    given: str
    refused: str
    more: tuple[str, ...] = ()


NUMBERS = (
    Row("int", "7", "1.5", ("-1", "2**53 + 1", "10**30")),
    Row("Annotated[int, Field(ge=0, lt=10**20)]", "10**19", "-1", ("0",)),
    Row("Annotated[int, Ge(1), Le(5)]", "3", "6", ("1", "5")),
    Row("Annotated[int, MultipleOf(5)]", "15", "7", ("0", "-5")),
    Row("float", "2.5", '"much"', ("1e-300", "float('inf')", "-2.0")),
    Row("Decimal", 'Decimal("19.90")', '"NaN"', ("Decimal('1E+30')", "Decimal('-0.00')")),
    Row(
        "Annotated[Decimal, Field(max_digits=4, decimal_places=2)]",
        'Decimal("19.90")',
        '"1.999"',
        ("Decimal('0.01')",),
    ),
    Row("complex", "1 + 2j", '"one"'),
    Row("Fraction", "Fraction(1, 3)", '"a third"', ("Fraction(-7)",)),
)
YES_NO = (
    Row("bool", "True", '"perhaps"', ("False",)),
    Row("bool | None", "None", '"perhaps"', ("True", "False")),
)
TEXTS = (
    Row("str", '"late"', "7", ('""', "'\"\"'", '"a\\nb"', '" "')),
    Row("str | None", "None", "7", ('""', '"late"', "'\"\"'")),
    Row("Annotated[str, Len(2, 5)]", '"late"', '"x"'),
    Row('Annotated[str, Field(pattern="^[A-Z]+$")]', '"ABC"', '"abc"'),
    Row('Annotated[str, RegexValidator("^[a-z]+$")]', '"abc"', '"ABC"'),
    Row("EmailStr", '"ada@example.org"', '"ada"'),
    Row("HttpUrl", 'HttpUrl("https://example.org/")', '"javascript:alert(1)"'),
    Row("AnyUrl", 'AnyUrl("ftp://example.org/")', '"javascript:alert(1)"'),
    Row("UUID", "UUID(int=7)", '"7"'),
    Row("Path", 'Path("/srv")', "7"),
    Row("IPv4Address", 'IPv4Address("127.0.0.1")', '"1.2.3"'),
    Row("IPv6Network", 'IPv6Network("fe80::/10")', '"fe80::/200"'),
    Row("Pattern", 'compile("a+")', '"("'),
    Row("bytes", 'b"abc"', '"a"', ('b""', "bytes(range(256))")),
    Row("SecretStr", 'SecretStr("hunter2")', "7"),
)
CHOICES = (
    Row('Literal["broken", "late"]', '"late"', '"lost"', ('"broken"',)),
    Row('Literal[1, True, "1", None]', "True", "2", ("1", '"1"', "None")),
    Row("Segment", "Segment.NEW", '"OLD"', ("Segment.LOYAL",)),
    Row("Level", "Level.HIGH", '"MIDDLE"', ("Level.LOW",)),
    Row("Colour", "Colour.RED", '"GREEN"'),
    Row("Size", "Size.SMALL", '"MEDIUM"'),
    Row("Channel", "Channel.EMAIL | Channel.PHONE", '["POST"]', ("Channel(0)", "Channel.PHONE")),
    Row("Segment | None", "None", '"OLD"', ("Segment.NEW",)),
    Row("Annotated[str, Choices(regions)]", '"north"', "7", ('"south"',)),
    Row("Annotated[int, Choices([10, 20])]", "10", '"many"', ("20",)),
)
TIMES = (
    Row("date", "date(2030, 12, 31)", '"31.12.2030"'),
    Row("FutureDate", "date(2230, 12, 31)", '"2001-01-01"', ("date(2231, 1, 1)",)),
    Row("NaiveDatetime", "datetime(2030, 12, 31, 13, 45)", '"2030-12-31T13:45+01:00"'),
    Row("date | None", "None", '"31.12.2030"', ("date(2030, 12, 31)",)),
    Row("time", "time(13, 45)", '"25:00"', ("time(0)", "time(1, 2, 3, 400)")),
    Row(
        "datetime",
        "datetime(2030, 12, 31, 12, 45, tzinfo=UTC)",
        '"2030-12-31"',
        ("datetime(2030, 6, 1, 1, 2, 3, 4, tzinfo=UTC)",),
    ),
    Row("timedelta", "timedelta(hours=36)", '"soon"', ("timedelta(-1)", "timedelta(0, 0, 1)")),
)
COLLECTIONS = (
    Row("list[int]", "[1, 2]", '["a"]', ("[]",)),
    Row("Sequence[int]", "[1, 2]", "7"),
    Row("tuple[int, ...]", "(1, 2)", '["a"]', ("()",)),
    Row("deque[int]", "deque([1, 2])", '["a"]'),
    Row("set[str]", '{"b", "a"}', '["a", "a"]', ("set()",)),
    Row("frozenset[Segment]", "frozenset({Segment.NEW})", '["OLD"]', ("frozenset()",)),
    Row("list[list[str]]", '[["a"], []]', '["a"]'),
    Row("tuple[int, str]", '(1, "a")', '["a", 1]'),
    Row("Point", "Point(1, 2)", '{"x": "a", "y": 1}', ("Point(1)",)),
    Row(
        "dict[str, Decimal]",
        '{"EUR": Decimal("1.50")}',
        '[{"key": "EUR", "value": "much"}]',
        ("{}", "{'007': Decimal(1), '__proto__': Decimal(2), '': Decimal(3)}"),
    ),
    Row(
        "dict[int, str]",
        '{7: "a"}',
        '[{"key": 7, "value": "a"}, {"key": 7, "value": "b"}]',
    ),
    Row("Counter[str]", 'Counter("aab")', '[{"key": "a", "value": "x"}]'),
)
RECORDS = (
    Row("Address", 'Address("Gate", 7)', '{"street": "Gate", "number": "x"}', ("Address('')",)),
    Row("Company", 'Company("Ada", Address("Gate"))', '{"name": 7}', ('Company("Ada")',)),
    Row("Box", 'Box(7, "fragile")', '{"width": "x", "label": ""}', ("Box(7)",)),
    Row("Item", '{"sku": "A7"}', '{"sku": 7}', ('{"sku": "A7", "note": "x"}',)),
    Row(
        "Order",
        "Order(number=7)",
        '{"number": "x", "lines": []}',
        ("Order(number=7, lines=[{'sku': 'A'}])",),
    ),
    Row("Folder", 'Folder("a", [Folder("b")])', '{"name": 7, "folders": []}', ('Folder("a")',)),
    Row(
        "Change[date]",
        "Change(date(2030, 12, 31), date(2031, 1, 1))",
        '{"old": "2030-12-31", "new": "never"}',
    ),
    Row("list[Address]", '[Address("Gate", 7)]', '[{"street": 7}]', ("[]",)),
)
SEVERAL = (
    Row("int | str", "5", "5", ('"5"',)),
    Row("date | str", "date(2030, 12, 31)", '"2030-12-31"', ('"2030-12-31"',)),
    Row("list[int] | None", "[]", '["a"]', ("None", "[1]")),
    Row("Address | None", "None", '{"street": 7}', ('Address("Gate")',)),
    Row("Address | Box", 'Box(7, "fragile")', "null", ('Address("Gate")',)),
    Row("list[int | Decimal]", '[1, Decimal("1")]', "[true]", ("[]",)),
)
OTHERS = (
    Row("OrderNumber", "7", '"seven"'),
    Row("None", "None", '"x"'),
)
BOXES = (
    Row("list", '[1, "a"]', "7", ('["x", None]',)),
    Row("Sequence", '[1, "a"]', "7"),
    Row("set", '{1, "a"}', "7"),
    Row("dict", '{"a": 1}', "[1]"),
    Row("dict[str, Any]", '{"a": 1}', "[1]"),
    Row('"Misspelt"', "5", '"{"'),
    Row("Any", '{"a": [1]}', '{"__type__": "x"}', ("None", "5", '"5"', '"late"', '"null"')),
)
REFUSED = ("HttpRequest", "Callable[[int], int]", "Speaker", "Iterator[int]")

TABLES: dict[str, tuple[Row, ...]] = {
    "numbers": NUMBERS,
    "yes-no": YES_NO,
    "texts": TEXTS,
    "choices": CHOICES,
    "times": TIMES,
    "collections": COLLECTIONS,
    "records": RECORDS,
    "several": SEVERAL,
    "others": OTHERS,
    "boxes": BOXES,
}
"""The tables of the page by name."""
