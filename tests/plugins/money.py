"""A plugin that serves types of its own, and some that fail."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from carrot.plugins import ArgumentType, hookimpl


class Money:
    """An amount in a currency, as a library that knows nothing of forms has it."""

    def __init__(self, amount: Decimal, currency: str = "EUR") -> None:
        self.amount = amount
        self.currency = currency

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Money) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.amount, self.currency))

    def __repr__(self) -> str:
        return f"Money({self.amount!r}, {self.currency!r})"


class Unit:
    """A unit by its symbol; each subclass has symbols of its own."""

    symbols: tuple[str, ...] = ()

    def __init__(self, symbol: str) -> None:
        if symbol not in self.symbols:
            raise ValueError(f"There is no unit {symbol}.")
        self.symbol = symbol

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    __hash__ = None  # type: ignore[assignment]


class Length(Unit):
    symbols = ("m", "km")


class Broken:
    """What its plugin serves cannot be made, nor sent."""


def encoded(money: Money) -> dict[str, str]:
    return {"amount": str(money.amount), "currency": money.currency}


def decoded(data: dict[str, Any]) -> Money:
    missing = {
        name: said
        for name, said in {
            "amount": _("Enter an amount."),
            "currency": _("Choose a currency."),
        }.items()
        if not data[name]
    }
    if missing:
        raise ValidationError(missing)
    return Money(Decimal(data["amount"]), data["currency"])


MONEY = ArgumentType(
    type=Money,
    schema={
        "type": "object",
        "properties": {
            "amount": {"type": "string", "format": "number", "title": _("Amount")},
            "currency": {
                "type": "string",
                "title": _("Currency"),
                "choices": [{"title": each, "value": each} for each in ("EUR", "CHF", "JPY")],
            },
        },
    },
    encode=encoded,
    decode=decoded,
    blank={"amount": "", "currency": "EUR"},
    label=_("an amount of money"),
    hint=_("Without a sign for the currency."),
)
UNIT = ArgumentType(
    type=Unit,
    schema={"type": "string", "placeholder": "km"},
    encode=lambda unit: unit.symbol,
    decode=lambda symbol, kind: kind(symbol.strip()),
    subclasses=True,
)
BROKEN = ArgumentType(
    type=Broken,
    schema={"type": "string"},
    encode=lambda value: {"now": value},
    decode=lambda data: data["no such key"],
)


@hookimpl
def register_argument_types():
    yield MONEY
    yield UNIT
    yield BROKEN


def pay(
    to: str,
    price: Money,
    tip: Money | None = None,
    more: Sequence[Money] = (),
    unit: Length = Length("m"),  # noqa: B008 - nobody changes it
) -> str:
    """Pay somebody.

    Args:
        to: Who gets it.
        price: What it costs.
    """
    return f"{to}: {price!r} {tip!r} {list(more)} {unit.symbol}"


def fail(value: Broken) -> None:
    """Take what its plugin cannot make."""
