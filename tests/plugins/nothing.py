"""Implements every hook and has nothing to say."""

from carrot.plugins import hookimpl


@hookimpl
def overview_cards(request):
    return None


@hookimpl
def register_tasks():
    return []


@hookimpl
def register_panels():
    return ()


@hookimpl
def register_actions():
    yield from ()
