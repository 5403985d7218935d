"""Everything that can be called, as tasks."""

from __future__ import annotations

import asyncio
import functools
from typing import Unpack

from typing_extensions import TypedDict

from carrot import task
from carrot.plugins import hookimpl


class Words(TypedDict):
    loud: bool


class Till:
    """Things that can be called without being functions."""

    def sell(self, order: int) -> str:
        return f"sold {order}"

    async def sell_later(self, order: int) -> str:
        await asyncio.sleep(0.01)
        return f"sold {order} later"

    def __call__(self, order: int) -> str:
        return f"called {order}"


class Later:
    async def __call__(self, order: int) -> str:
        await asyncio.sleep(0.01)
        return f"called {order} later"


async def _ask(kind: str, order: int) -> str:
    await asyncio.sleep(0.01)
    return f"{kind} {order}"


def _twice(function):
    @functools.wraps(function)
    def twice(*args, **kwargs):
        return f"{function(*args, **kwargs)} twice"

    return twice


def _kinds(first: int, /, second: int, *rest: int, third: int, **more: int) -> str:
    return f"{first} {second} {rest} {third} {more}"


def _unpacked(order: int, **words: Unpack[Words]) -> str:
    return f"{order} {words}"


@functools.lru_cache
def _cached(order: int) -> str:
    return f"cached {order}"


@_twice
def _decorated(order: int) -> str:
    return f"sold {order}"


CALLABLES = {
    "kinds": (_kinds, (1, 2, 3, 4), {"third": 5, "fourth": 6}, "1 2 (3, 4) 5 {'fourth': 6}"),
    "unpacked": (_unpacked, (7,), {"loud": True}, "7 {'loud': True}"),
    "partial": (functools.partial(_kinds, 1, third=3), (2,), {}, "1 2 () 3 {}"),
    "method": (Till().sell, (7,), {}, "sold 7"),
    "instance": (Till(), (7,), {}, "called 7"),
    "decorated": (_decorated, (7,), {}, "sold 7 twice"),
    "cached": (_cached, (7,), {}, "cached 7"),
    "coroutine": (functools.partial(_ask, "asked"), (7,), {}, "asked 7"),
    "method_later": (Till().sell_later, (7,), {}, "sold 7 later"),
    "instance_later": (Later(), (7,), {}, "called 7 later"),
}
"""Everything that can be called: with what, and what comes of it."""


@hookimpl
def register_tasks():
    yield from (task(each[0], name=f"callables.{name}") for name, each in CALLABLES.items())
