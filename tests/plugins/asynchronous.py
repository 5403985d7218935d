"""Writes a hook with async def."""

from carrot.plugins import hookimpl


@hookimpl
async def overview_cards(request):
    return []
