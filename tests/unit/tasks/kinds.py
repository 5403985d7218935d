"""Types as people annotate with them, each with a strategy for its values."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, Flag, IntEnum, StrEnum, auto
from ipaddress import IPv4Address
from typing import Annotated, Any, Literal, NamedTuple, NewType, NotRequired
from uuid import UUID

import attrs
from annotated_types import Ge, Le
from django.db.models import TextChoices
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from typing_extensions import TypedDict


class Colour(Enum):
    RED = 1
    BLUE = (2, 3)


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Tone(StrEnum):
    KIND = "kind"
    COLD = "cold"


class Size(TextChoices):
    SMALL = "S", "Small"
    LARGE = "L", "Large"


class Channel(Flag):
    EMAIL = auto()
    PHONE = auto()
    POST = auto()


class Point(NamedTuple):
    x: int
    y: float = 0.0


@dataclass
class Address:
    street: str
    number: int = 1
    since: date | None = None


@dataclass
class Company:
    name: str
    seat: Address
    others: list[Address] = field(default_factory=list)


@dataclass(frozen=True)
class Folder:
    name: str
    folders: tuple[Folder, ...] = ()


@attrs.define
class Box:
    width: int
    label: str = ""


class Item(TypedDict):
    sku: str
    note: NotRequired[str]


class Order(BaseModel):
    number: int
    price: Decimal = Decimal(0)
    buyer: str = Field(default="", alias="boughtBy")


OrderNumber = NewType("OrderNumber", int)

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
FLOATS = st.floats(allow_nan=False)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
MOMENTS = st.datetimes(timezones=st.just(UTC))
FEW = st.lists(st.integers(), max_size=4)
ADDRESSES = st.builds(Address, TEXT, st.integers(), st.none() | st.dates())
FOLDERS = st.recursive(
    st.builds(Folder, TEXT),
    lambda inner: st.builds(Folder, TEXT, st.lists(inner, max_size=3).map(tuple)),
    max_leaves=6,
)
# A record has its fields in the order in which its class has them.
ITEMS = st.fixed_dictionaries({"sku": TEXT}, optional={"note": TEXT}).map(
    lambda item: {name: item[name] for name in ("sku", "note") if name in item}
)

KINDS: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (int, st.integers()),
    (Annotated[int, Ge(1), Le(99)], st.integers(1, 99)),
    (Annotated[int, Field(ge=0, le=10**25)], st.integers(0, 10**25)),
    (float, FLOATS),
    (bool, st.booleans()),
    (bool | None, st.none() | st.booleans()),
    (str, TEXT),
    (str | None, TEXT | st.just('""') | st.none()),
    (Annotated[str, Field(max_length=5)], TEXT.map(lambda text: text[:5])),
    (Decimal, DECIMALS),
    (UUID, st.uuids()),
    (date, st.dates()),
    (time, st.times()),
    (timedelta, st.timedeltas()),
    (datetime, MOMENTS),
    (datetime | None, MOMENTS | st.none()),
    (IPv4Address, st.ip_addresses(v=4)),
    (bytes, st.binary(max_size=20)),
    (Colour, st.sampled_from(Colour)),
    (Level, st.sampled_from(Level)),
    (Tone | None, st.none() | st.sampled_from(Tone)),
    (Size, st.sampled_from(Size)),
    (Channel, st.integers(0, 7).map(Channel)),
    (Literal[1, True, "1", None], st.sampled_from([1, True, "1", None])),
    (list[int], FEW),
    (list[list[str]], st.lists(st.lists(TEXT, max_size=3), max_size=3)),
    (Sequence[date], st.lists(st.dates(), max_size=4)),
    (tuple[int, ...], FEW.map(tuple)),
    (tuple[int, str], st.tuples(st.integers(), TEXT)),
    (Point, st.builds(Point, st.integers(), FLOATS)),
    (deque[int], FEW.map(deque)),
    (set[str], st.sets(TEXT, max_size=4)),
    (frozenset[Colour], st.frozensets(st.sampled_from(Colour))),
    (dict[str, float | None], st.dictionaries(TEXT, FLOATS | st.none(), max_size=4)),
    (dict[int, str], st.dictionaries(st.integers(), TEXT, max_size=4)),
    (Mapping[str, list[int]], st.dictionaries(TEXT, FEW, max_size=3)),
    (Counter[str], st.lists(st.sampled_from("abc"), max_size=5).map(Counter)),
    (Address, ADDRESSES),
    (Company, st.builds(Company, TEXT, ADDRESSES, st.lists(ADDRESSES, max_size=2))),
    (Box, st.builds(Box, st.integers(), TEXT)),
    (Folder, FOLDERS),
    (Item, ITEMS),
    (Order, st.builds(Order, number=st.integers(), price=DECIMALS, boughtBy=TEXT)),
    (Address | None, st.none() | ADDRESSES),
    (Address | Box, ADDRESSES | st.builds(Box, st.integers(), TEXT)),
    (int | float | str | date, st.integers() | FLOATS | TEXT | st.dates()),
    (list[int | Decimal], st.lists(st.integers() | DECIMALS, max_size=4)),
    (list[int] | None, FEW | st.none()),
    (OrderNumber, st.integers()),
    (Any, JSON),
    (dict, st.dictionaries(TEXT, JSON, max_size=4)),
]
