from carrot.plugins import Card, hookimpl


@hookimpl
def overview_cards(request):
    yield Card(title="Orders today", value=17)
