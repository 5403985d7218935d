"""Misspells a hook beside a good one."""

from carrot.plugins import Card, hookimpl


@hookimpl
def overview_card(request):
    return []


@hookimpl
def overview_cards(request):
    yield Card(title="Never shown", value=1)
