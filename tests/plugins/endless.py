"""Never stops yielding."""

from itertools import count

from carrot.plugins import Action, Card, TablePanel, hookimpl


class Again(TablePanel):
    slug = "again"
    title = "Again"
    columns = {"name": "Name"}

    def get_rows(self, request):
        return []


@hookimpl
def overview_cards(request):
    for number in count():
        yield Card(title=f"Card {number}", value=number)


@hookimpl
def register_tasks():
    while True:
        yield again


@hookimpl
def register_panels():
    while True:
        yield Again()


@hookimpl
def register_actions():
    for number in count():
        yield Action(name=f"a{number}", label="Again", run=lambda request, messages: "Done.")


def again() -> None:
    """The same, again and again."""
