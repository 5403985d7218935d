"""What the shop adds to the monitor."""

from carrot.plugins import Card, hookimpl
from store.models import Order


@hookimpl
def overview_cards(request):
    """The shop's own figures, beside those of its tasks."""
    unpaid = Order.objects.filter(paid=False)
    yield Card(title="Unpaid orders", value=unpaid.count(), note="in the shop", order=500)
