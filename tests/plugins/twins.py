"""Brings a task of a name that another module has."""

from carrot import task
from carrot.plugins import hookimpl


@hookimpl
def register_tasks():
    yield task(refund, name="tests.plugins.returns.refund")


def refund() -> None:
    """Another function of the same name."""
