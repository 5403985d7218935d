"""A plugin as a third party writes it: a card, a task and an action."""

from decimal import Decimal

from carrot import task
from carrot.plugins import Action, Card, TablePanel, hookimpl

__version__ = "1.4"


class Returns(TablePanel):
    slug = "returns"
    title = "Returns"
    columns = {"order": "Order", "amount": "Amount"}

    def get_rows(self, request):
        return [{"order": 17, "amount": Decimal("9.90")}]


@hookimpl
def overview_cards(request):
    yield Card(title="Returns waiting", value=3, note=request.path, url="/returns/")


@hookimpl
def register_tasks():
    yield task(refund, queue="money")
    yield weigh


@hookimpl
def register_panels():
    yield Returns()


@hookimpl
def register_actions():
    yield Action(name="note", label="Note it", run=note)


def refund(order: int, amount: Decimal, notify: bool = True) -> None:
    """Pay an order back."""


def weigh(parcel: str) -> None:
    """Weigh a parcel."""


def helper() -> None:
    """Public, and still no task: `register_tasks` does not yield it."""


def note(request, messages) -> str:
    return f"{messages.count()} noted."
