"""Text that wants to be HTML, and objects that fail when they are shown."""

from django.utils.safestring import mark_safe

from carrot.plugins import Action, Card, hookimpl

SCRIPT = "<script>alert(1)</script>"


class Unshowable:
    def __str__(self) -> str:
        raise RuntimeError("no text")


class UnshowableError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no text either")


@hookimpl
def overview_cards(request):
    yield Card(title=mark_safe(SCRIPT), value=mark_safe(SCRIPT), note=mark_safe(SCRIPT))
    yield Card(title="A link", value=1, url="javascript:alert(1)")
    yield Card(title="Unshowable", value=Unshowable())
    raise UnshowableError


@hookimpl
def register_actions():
    yield Action(name="<b>", label="Bold", run=lambda request, messages: "Done.")
    yield Action(name="nobody", label="Nobody", run="tests.plugins.hostile")
    yield Action(name="good", label=SCRIPT, run=lambda request, messages: SCRIPT)
