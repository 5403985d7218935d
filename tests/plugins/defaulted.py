"""Gives a hook's argument a default: pluggy then never passes it."""

from carrot.plugins import Card, hookimpl


@hookimpl
def overview_cards(request=None):
    yield Card(title="Request", value=repr(request))
