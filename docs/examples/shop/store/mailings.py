"""Letters to customers and questions to carriers."""

import asyncio
import logging
import random
import time
from datetime import date
from enum import Enum
from typing import Literal
from uuid import UUID

from store.models import Order

logger = logging.getLogger(__name__)

Carrier = Literal["Post", "Bicycle", "Pigeon"]


class Segment(Enum):
    """Which customers."""

    EVERYBODY = "everybody"
    NEW = "new this month"
    LOYAL = "five orders or more"


def send_newsletter(segment: Segment, on: date, subject: str = "News", *tags: str) -> str:
    """Write to many customers at once.

    Args:
        segment: Who gets it.
        on: The date printed on it.
        subject: The line people see first.
        tags: Words to find it by later.
    """
    customers = Order.objects.values_list("customer", flat=True).distinct()
    for customer in customers:
        time.sleep(0.1)
        logger.info("%s: %r", customer, subject)
    return f"{subject!r} of {on:%d %B} went to {len(customers)} ({segment.value}) {' '.join(tags)}"


def remind_customers(at_most: int = 20) -> int:
    """Remind customers of orders that they have not paid.

    Args:
        at_most: Stop after so many letters.
    """
    waiting = list(Order.objects.filter(paid=False)[:at_most])
    for order in waiting:
        logger.info("Reminded %s of %s euros", order.customer, order.total)
    return len(waiting)


async def ask_carriers(parcel: UUID | None = None, carriers: list[Carrier] | None = None) -> dict:
    """Ask carriers for their price, all at the same time.

    Args:
        parcel: The parcel's number; empty asks for a usual one.
        carriers: Whom to ask; empty asks all.
    """

    async def ask(carrier: str) -> tuple[str, float]:
        await asyncio.sleep(random.uniform(0.2, 1.5))
        logger.info("%s answered about %s", carrier, parcel or "a usual parcel")
        return carrier, round(random.uniform(3, 9), 2)

    return dict(await asyncio.gather(*map(ask, carriers or ["Post", "Bicycle", "Pigeon"])))
