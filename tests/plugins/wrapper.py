"""Wraps a hook that collects values."""

from carrot.plugins import hookimpl


@hookimpl(wrapper=True)
def overview_cards(request):
    result = yield
    return result
