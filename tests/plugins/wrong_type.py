"""Gives something else than its hooks should, and a good value after it."""

from carrot.plugins import Action, Card, TablePanel, hookimpl


class After(TablePanel):
    slug = "after"
    title = "After"
    columns = {"name": "Name"}

    def get_rows(self, request):
        return []


@hookimpl
def overview_cards(request):
    return [{"title": "Orders", "value": 3}, Card(title="After", value=1)]


@hookimpl
def register_tasks():
    return ["tests.plugins.wrong_type.after", after]


@hookimpl
def register_panels():
    return [After, After()]


@hookimpl
def register_actions():
    return [after, Action(name="after", label="After", run=lambda request, messages: "Done.")]


def after() -> None:
    """Yielded after the wrong value."""
