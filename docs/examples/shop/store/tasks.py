"""Orders, money and stock. Every public function here is a task of the shop."""

import logging
import random
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from django.db import transaction
from django.db.models import Count, F, Sum

from carrot import CurrentTask, task
from store.models import Order, Product

logger = logging.getLogger(__name__)


class CardDeclined(Exception):
    """The bank says no."""


@task(queue="money", priority=5)
def refund(
    order: int,
    amount: Decimal,
    reason: Literal["damaged", "too late", "wrong size", "changed their mind"] = "damaged",
    notify: bool = True,
) -> str:
    """Pay a customer back.

    Args:
        order: The number of the order.
        amount: How much is paid back, in euros; no more than was paid.
        reason: What the customer told us.
        notify: Write to the customer once the money is on its way.
    """
    with transaction.atomic():
        found = Order.objects.select_for_update().get(pk=order)
        if amount > found.total - found.refunded:
            raise ValueError(
                f"Order {order} has only {found.total - found.refunded} left to refund"
            )
        found.refunded += amount
        found.save(update_fields=["refunded"])
    logger.info("Refunded %s of order %s: %s", amount, order, reason)
    if notify:
        logger.info("Wrote to %s", found.customer)
    return f"{amount} paid back to {found.customer}"


@task(queue="money")
def charge_card(order: int = 1, *, attempts: int = 2, decline_rate: float = 0.5) -> str:
    """Charge the card on file for an order. The bank declines now and then.

    Args:
        order: The number of the order.
        attempts: How often the bank is asked before giving up.
        decline_rate: How likely it is to say no, from 0 to 1.
    """
    found = Order.objects.get(pk=order)
    for attempt in range(1, attempts + 1):
        time.sleep(0.3)
        if random.random() >= decline_rate:
            Order.objects.filter(pk=order).update(paid=True)
            return f"{found.total} charged at attempt {attempt}"
        logger.warning("The bank declined attempt %s for order %s", attempt, order)
    logger.error("Giving up on order %s", order)
    raise CardDeclined(f"{found.customer}'s card was declined {attempts} times")


@dataclass
class Parcel:
    """What goes to the customer.

    Args:
        kilograms: With its box.
        insured_for: Euros; empty for none.
        labels: What is stuck on it.
    """

    kilograms: Decimal = Decimal("1.0")
    insured_for: Decimal | None = None
    labels: set[Literal["fragile", "this side up", "keep dry"]] = field(default_factory=set)


PLAIN = Parcel()


def ship(order: Order, products: list[Product], run: CurrentTask, parcel: Parcel = PLAIN) -> str:
    """Send products of an order on their way.

    Args:
        order: For whom.
        products: What is in the parcel.
        parcel: How it is packed.
    """
    for product in products:
        logger.info("Packed %s", product.name)
    labels = ", ".join(sorted(parcel.labels)) or "no labels"
    logger.info("%s kg with %s, attempt %s", parcel.kilograms, labels, run.attempt)
    return f"{len(products)} products are on their way to {order.customer}"


def sync_stock(warehouse: Literal["Berlin", "Lyon", "Porto"] = "Berlin", pause: float = 0.7) -> int:
    """Count what a warehouse has. Slow, because the warehouse is.

    Args:
        warehouse: Whose shelves to count.
        pause: Seconds that the warehouse takes for one product.
    """
    total = 0
    for number, product in enumerate(Product.objects.order_by("sku"), start=1):
        time.sleep(pause)
        counted = random.randint(0, 40)
        Product.objects.filter(pk=product.pk).update(stock=counted)
        logger.info("%s %s: %s x %s", warehouse, number, counted, product.name)
        total += counted
    return total


def import_catalogue(supplier: str = "Nordic Goods", lines: int = 200, seconds: float = 10) -> dict:
    """Read a supplier's price list and tell everything about it. Chatty.

    Args:
        supplier: Whose list it is.
        lines: How many articles are on it.
        seconds: How long reading takes.
    """
    skipped = 0
    for line in range(1, lines + 1):
        time.sleep(seconds / lines)
        if line % 40 == 0:
            logger.error("Line %s: no price, skipped", line)
            skipped += 1
        elif line % 15 == 0:
            logger.warning("Line %s: the name is longer than 80 characters, cut", line)
        else:
            logger.info("Line %s: article %s-%04d", line, supplier[:2].upper(), line)
    return {"supplier": supplier, "read": lines - skipped, "skipped": skipped}


def reprice(prices: dict[str, Decimal], valid_from: date | None = None) -> list[str]:
    """Change prices.

    Args:
        prices: The new price of each article, by its number.
        valid_from: The first day of the new prices; empty means at once.
    """
    changed = []
    for sku, price in prices.items():
        if Product.objects.filter(sku=sku).update(price=price):
            changed.append(sku)
        else:
            logger.warning("There is no article %s", sku)
    logger.info("%s prices are valid from %s", len(changed), valid_from or "now")
    return changed


def resize_images(files: list[str], width: int = 800, *, keep_original: bool = True) -> int:
    """Make product images fit the shop.

    Args:
        files: Names of the images.
        width: Pixels; the height follows.
        keep_original: Keep the large ones beside the small ones.
    """
    for name in files:
        time.sleep(0.2)
        logger.info("%s is now %s px wide%s", name, width, "" if keep_original else ", in place")
    return len(files)


def expire_carts(older_than: timedelta = timedelta(hours=2)) -> int:
    """Give back what lies in carts that nobody pays for.

    Args:
        older_than: How long a cart may wait.
    """
    expired = random.randint(0, 3)
    Product.objects.filter(sku="MUG").update(stock=F("stock") + expired)
    logger.info("%s carts were older than %s", expired, older_than)
    return expired


def close_day(day: date | None = None, *recipients: str, **columns: bool) -> dict:
    """Sum up the shop's day.

    Args:
        day: Which day; empty means today.
        recipients: Who gets the report.
        columns: What else to show, such as ``refunds``.
    """
    figures = Order.objects.aggregate(orders=Count("pk"), total=Sum("total"))
    if columns.get("refunds"):
        figures |= Order.objects.aggregate(refunds=Sum("refunded"))
    for recipient in recipients:
        logger.info("Sent to %s", recipient)
    return {"day": day, **figures}
