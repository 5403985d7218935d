from carrot.plugins import Card, hookimpl


@hookimpl
def overview_cards(request):
    yield Card(title="Loaves today", value=40)
