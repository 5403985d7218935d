"""`carrot_send TASK --help`: what a task takes, from its signature."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from carrot.management.shell_help import help_of
from carrot.tasks import Task


def ship(order, *more: int, colour: str = "red", **rest: int) -> None:  # type: ignore[no-untyped-def]
    """Ship an order.

    Args:
        order: Which one.
        colour: Of the parcel.
    """


def test_each_argument_is_told_with_its_type_its_default_and_its_help():
    told = help_of(Task(ship, name="shop.ship"))

    assert told.splitlines()[0] == (
        "usage: manage.py carrot_send shop.ship "
        "--order VALUE [MORE...] [--colour VALUE] [--NAME VALUE]"
    )
    assert "--order  any value, required\n      Which one." in told
    assert "--colour  str, default 'red'\n      Of the parcel." in told


@pytest.mark.django_db
def test_asking_for_help_publishes_nothing(capsys):
    call_command("carrot_send", "tests.project.tasks.refund", "--help")

    said = capsys.readouterr().out
    assert "--reason  Literal['broken', 'late'], default 'late'\n      One of broken, late." in said
