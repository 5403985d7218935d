"""A plugin that is an instance of a class, with state of its own."""

from carrot.plugins import Card, hookimpl


class Greeter:
    def __init__(self, name: str) -> None:
        self.name = name

    @hookimpl
    def overview_cards(self, request):
        yield Card(title=f"Hello {self.name}", value=1)


greeter = Greeter("shop")
