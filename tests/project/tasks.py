"""Tasks that the tests publish, schedule and run."""

import asyncio
import logging
import os
import sys
import time
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Literal

from carrot import task

logger = logging.getLogger(__name__)


class Segment(Enum):
    NEW = "new"
    LOYAL = "loyal"


def add(a: int, b: int = 1) -> int:
    """Add two numbers.

    Args:
        a: The first number.
        b: What is added to it.
    """
    return a + b


def nothing() -> None:
    """Do nothing at all."""


def echo(value=None):
    """Return what was given."""
    return value


@task(queue="money", priority=5)
def refund(
    order: int,
    amount: Decimal,
    reason: Literal["broken", "late"] = "late",
    on: date | None = None,
    notify: bool = True,
) -> str:
    """Pay an order back.

    :param order: The number of the order.
    :param amount: How much is paid back.
    """
    logger.info("refunding %s of order %s", amount, order)
    return f"{order}: {amount!r} {reason} {on!r} {notify}"


def newsletter(segment: Segment, at: datetime, tags: list[str], prices: dict[str, Decimal]) -> str:
    """Write to customers."""
    return repr((segment, at, tags, prices))


def fail(text: str = "no stock") -> None:
    """Raise an error."""
    logger.warning("about to fail")
    raise ValueError(text)


def sleep(seconds: float = 1.0) -> float:
    """Take some time."""
    time.sleep(seconds)
    return seconds


def chatter(lines: int = 100, seconds: float = 0.0) -> None:
    """Log many lines."""
    for number in range(lines):
        logger.info("line %s", number)
        if seconds:
            time.sleep(seconds)


def shout(size: int) -> str:
    """Return a large text."""
    return "x" * size


async def wait(seconds: float = 0.1) -> str:
    """Wait without blocking."""
    logger.info("waiting")
    await asyncio.sleep(seconds)
    return "waited"


def leave(code: int = 3) -> None:
    """Call sys.exit in a task."""
    sys.exit(code)


def die_once(marker: str) -> str:
    """Kill the process that runs it, the first time."""
    path = Path(marker)
    if not path.exists():
        path.write_text("died")
        os.kill(os.getpid(), 9)
    return "survived"


def die() -> None:
    """Kill the process that runs it, every time."""
    os.kill(os.getpid(), 9)


def record(path: str, text: str, seconds: float = 0.0) -> None:
    """Append lines to a file when it starts and when it ends."""
    _append(path, f"S {text}")
    time.sleep(seconds)
    _append(path, f"E {text}")


def _append(path: str, line: str) -> None:
    descriptor = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
    os.write(descriptor, f"{line} {os.getpid()} {time.time()}\n".encode())
    os.close(descriptor)
