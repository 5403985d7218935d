"""Functions as people write them, with annotations kept as text, and some that cannot be read."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from somewhere import Missing  # type: ignore[import-not-found]


class Reason(Enum):
    DAMAGED = "damaged"
    LATE = "late"


def refund(
    order: int,
    amount: Decimal,
    reason: Reason = Reason.DAMAGED,
    *,
    note: str = "",
    due: date | None = None,
) -> None:
    """Pay a customer back.

    The bookkeeping is told as well.

    Args:
        order: Number of the order.
        amount (Decimal): How much,
            in the shop's currency. Defaults to all of it.
    """


def every_kind(a: int, b: int = 2, /, c: int = 3, *rest: int, d: int = 4, **more: int) -> Any:
    return a, b, c, rest, d, more


def partly_readable(order: int, thing: Missing, other: Missing | None = None) -> None: ...


def needs_a_request(request: HttpRequest, order: int) -> None: ...


def may_take_a_callback(
    order: int, then: Callable[[], None] | None = None, by: Any = print
) -> None: ...


def inferred(
    number=5,  # type: ignore[no-untyped-def]
    text="x",
    flag=False,
    reason=Reason.LATE,
    nothing=None,
    items=(1, 2),
) -> None: ...


async def later(order: int) -> int:
    """Asynchronous."""
    return order


def logged(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return wrapper


@logged
def wrapped(order: int, day: date) -> None:
    """Wrapped.

    :param order: Number of the order.
    :param day: The day.
    """


class Service:
    """A callable object."""

    def __call__(self, order: int, day: date) -> None: ...

    def method(self, order: int) -> None: ...

    @classmethod
    def on_class(cls, day: date) -> None: ...


half_done = functools.partial(refund, 7, note="partial")
