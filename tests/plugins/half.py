"""Yields in every hook, and then raises."""

from carrot.plugins import Action, Card, TablePanel, hookimpl


class Before(TablePanel):
    slug = "before"
    title = "Before"
    columns = {"name": "Name"}

    def get_rows(self, request):
        return []


@hookimpl
def overview_cards(request):
    yield Card(title="Before", value=1)
    raise RuntimeError("half way")


@hookimpl
def register_tasks():
    yield before
    raise RuntimeError("half way")


@hookimpl
def register_panels():
    yield Before()
    raise RuntimeError("half way")


@hookimpl
def register_actions():
    yield Action(name="before", label="Before", run=lambda request, messages: "Done.")
    raise RuntimeError("half way")


def before() -> None:
    """Yielded before the raise."""
