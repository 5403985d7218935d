"""Made for a newer carrot, and says so."""

from carrot.plugins import Card, hookimpl


@hookimpl(optionalhook=True)
def register_dashboards():
    return []


@hookimpl
def overview_cards(request):
    yield Card(title="Shown", value=1)
