"""Raises in every hook."""

from carrot.plugins import hookimpl


@hookimpl
def overview_cards(request):
    raise RuntimeError("the warehouse does not answer")


@hookimpl
def register_tasks():
    raise RuntimeError("the warehouse does not answer")


@hookimpl
def register_panels():
    raise RuntimeError("the warehouse does not answer")


@hookimpl
def register_actions():
    raise RuntimeError("the warehouse does not answer")
