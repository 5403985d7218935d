"""Tasks whose forms have all that a form can have. The tests register them where they need them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, Flag, auto
from typing import Annotated, Literal

from annotated_types import Ge, Le

Country = Enum("Country", {f"COUNTRY_{number:03}": f"Country {number}" for number in range(300)})  # type: ignore[misc]


class Channel(Flag):
    EMAIL = auto()
    PHONE = auto()
    POST = auto()


@dataclass
class Address:
    """Where something goes.

    Attributes:
        street: With the number of the house.
    """

    street: str
    city: str = "Berlin"
    country: Country = Country.COUNTRY_049


@dataclass
class Line:
    """One line of an order."""

    article: str
    amount: Annotated[int, Ge(1), Le(99)] = 1
    price: Decimal | None = None
    marks: list[str] = field(default_factory=list)


@dataclass
class Parcel:
    """A parcel of its own."""

    to: Address
    lines: list[Line]
    leaves: date | None = None


def dispatch(
    parcels: list[Parcel],
    sender: Address | None = None,
    weight: int | Decimal | Literal["unknown"] = "unknown",
    country: Country = Country.COUNTRY_007,
    channels: Channel = Channel.EMAIL,
    colours: frozenset[Literal["red", "green", "blue"]] = frozenset(),
    prices: dict[str, Decimal] | None = None,
    at: datetime | None = None,
    days: list[date] | None = None,
    percent: Annotated[int, Ge(0), Le(100)] = 10,
    note: str = "",
    express: bool = False,
) -> str:
    """Send parcels.

    Args:
        parcels: What is sent, one by one.
        sender: Who is named as the sender.
        weight: In kilograms.
        country: Where the price is taken from.
        percent: The discount, in percent.
        note: For the driver.
    """
    return repr((parcels, sender, weight, country, channels, colours, prices, at, days, percent))


def many(tags: list[str], numbers: list[int] | None = None) -> int:
    """Count."""
    return len(tags) + len(numbers or [])


def nested(
    rows: list[list[str]],
    country: Country,
    weight: int | Decimal,
    password: str = "",
    percent: Annotated[int, Ge(0), Le(100)] = 10,
) -> str:
    """Take lists of lists.

    Args:
        rows: Each with its cells.
        percent: The discount, in percent.
    """
    return repr((rows, country, weight, percent))
