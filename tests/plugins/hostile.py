"""Text that wants to be HTML, and objects that fail when they are shown."""

from django.utils.safestring import mark_safe

from carrot.plugins import Action, Card, TablePanel, hookimpl

SCRIPT = "<script>alert(1)</script>"


class Unshowable:
    def __str__(self) -> str:
        raise RuntimeError("no text")


class Hostile(TablePanel):
    slug = "hostile"
    title = mark_safe(SCRIPT)
    columns = {"name": mark_safe(SCRIPT), "unshowable": "Unshowable"}
    empty = mark_safe(SCRIPT)

    def __init__(self, slug="hostile"):
        self.slug = slug

    def badge(self, request):
        return mark_safe(SCRIPT)

    def get_rows(self, request):
        yield {"name": mark_safe(SCRIPT), "unshowable": Unshowable()}

    def get_row_url(self, row):
        return "javascript:alert(1)"


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
def register_panels():
    yield Hostile()
    yield Hostile("../admin")


@hookimpl
def register_actions():
    yield Action(name="<b>", label="Bold", run=lambda request, messages: "Done.")
    yield Action(name="nobody", label="Nobody", run="tests.plugins.hostile")
    yield Action(name="good", label=SCRIPT, run=lambda request, messages: SCRIPT)
