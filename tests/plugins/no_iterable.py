"""Returns one thing where many are asked for."""

from carrot.plugins import Action, Card, Panel, hookimpl


@hookimpl
def overview_cards(request):
    return Card(title="Only", value=1)


@hookimpl
def register_tasks():
    return "tests.plugins.no_iterable"


@hookimpl
def register_panels():
    return Panel()


@hookimpl
def register_actions():
    return Action(name="only", label="Only", run=lambda request, messages: "Done.")
