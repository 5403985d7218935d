"""Declares an action of a name that another plugin has, and one of that name elsewhere."""

from carrot.plugins import Action, hookimpl


@hookimpl
def register_actions():
    yield Action(name="note", label="Note again", run=note)
    yield Action(name="note", label="Note a schedule", run=note, target="schedule")


def note(request, chosen) -> str:
    return "Noted again."
