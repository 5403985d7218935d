"""Fill an empty shop, so that every page of the monitor has something to show."""

from datetime import timedelta
from decimal import Decimal

from django.core.management.base import BaseCommand
from django.utils import timezone

from carrot.models import ScheduledTask
from carrot.scheduling import rules
from carrot.tasks import registry
from carrot.utilities import create_scheduled_task, publish_message
from store import mailings, tasks
from store.models import Order, Product

PRODUCTS = [
    ("MUG", "Mug, white", "9.50"),
    ("TEA", "Tea, green", "6.20"),
    ("POT", "Pot, cast iron", "48.00"),
    ("CUP", "Cup, porcelain", "14.90"),
    ("TIN", "Tin, 250 g", "4.30"),
    ("SPOON", "Spoon, beech", "3.80"),
    ("TRAY", "Tray, oak", "32.00"),
    ("CLOTH", "Cloth, linen", "11.40"),
]
CUSTOMERS = ["Customer A", "Customer B", "Customer C", "Customer D", "Customer E"]


class Command(BaseCommand):
    help = "Fill an empty shop with products, orders, schedules and a few messages."

    def handle(self, *args, **options):
        if Product.objects.exists():
            self.stdout.write("The shop is filled already.")
            return
        stock()
        schedules()
        messages()
        self.stdout.write(f"The shop has {ScheduledTask.objects.count()} schedules.")


def stock():
    """Products and orders."""
    for sku, name, price in PRODUCTS:
        Product.objects.create(sku=sku, name=name, price=Decimal(price), stock=10)
    for number in range(15):
        customer = CUSTOMERS[number % len(CUSTOMERS)]
        Order.objects.create(customer=customer, total=Decimal(12 + 7 * number))


def schedules():
    """One of each kind: every few seconds, by cron in a time zone, and once."""
    every = create_scheduled_task
    every(tasks.expire_carts, {"seconds": 5}, task_name="Expire carts")
    every(tasks.charge_card, {"seconds": 10}, task_name="Charge open orders", order=3)
    every(tasks.sync_stock, {"minutes": 1}, task_name="Count Porto", warehouse="Porto")
    every(mailings.remind_customers, {"hours": 1}, task_name="Remind customers", at_most=5)

    now = timezone.now()
    evening = planned("Close the day", tasks.close_day, None, "boss@shop.example", refunds=True)
    evening.trigger = ScheduledTask.Trigger.CRON
    evening.cron, evening.time_zone = "30 18 * * mon-sat", "Europe/Lisbon"
    rules.save(evening, now)

    segment, today = mailings.Segment.NEW, timezone.localdate()
    letter = planned("Spring letter", mailings.send_newsletter, segment, today, "Spring is here")
    letter.trigger = ScheduledTask.Trigger.ONCE
    letter.run_at = now + timedelta(seconds=20)
    rules.save(letter, now)


def planned(name, function, *args, **kwargs):
    """A schedule of the task with these arguments, which does not say yet when it runs."""
    task = registry.get(f"{function.__module__}.{function.__name__}")
    return ScheduledTask(
        task_name=name,
        task=task.name,
        arguments=task.arguments.bind(args, kwargs),
        fingerprint=task.arguments.fingerprint,
    )


def messages():
    """What people would have sent from the shop: some succeed, some fail, some take long."""
    publish_message(tasks.import_catalogue)
    publish_message(tasks.refund, 1, Decimal("5.00"), "damaged")
    publish_message(tasks.refund, 2, Decimal("9000"), "too late")
    publish_message(tasks.reprice, {"MUG": Decimal("8.90"), "HAT": Decimal("1")})
    publish_message(tasks.resize_images, ["mug.jpg", "pot.jpg", "tray.jpg"], width=1200)
    today = timezone.localdate()
    publish_message(mailings.send_newsletter, mailings.Segment.LOYAL, today, "Spring", "tea")
    publish_message(mailings.ask_carriers)
