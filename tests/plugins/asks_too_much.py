"""Asks for an argument that its hook does not have."""

from carrot.plugins import hookimpl


@hookimpl
def overview_cards(request, user):
    return []
