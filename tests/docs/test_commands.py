"""Every command and every option is documented, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import BaseCommand, get_commands, load_command_class

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "commands.rst"
SECTION = re.compile(r"^(carrot\w*)\n-+\n(.*?)(?=^carrot\w*\n-+\n|\Z)", re.MULTILINE | re.DOTALL)
SECTIONS = dict(SECTION.findall(PAGE.read_text(encoding="utf-8")))
COMMANDS = sorted(name for name, app in get_commands().items() if app == "carrot")


def options(command: BaseCommand) -> set[str]:
    """The long options that a command takes."""
    actions = command.create_parser("manage.py", "command")._actions
    return {text for action in actions for text in action.option_strings if text.startswith("--")}


def test_every_command_is_documented_and_no_other():
    assert sorted(SECTIONS) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented_and_no_other(name):
    written = set(re.findall(r"``(--[a-z-]+)(?: [A-Z,]+)?``", SECTIONS[name]))
    every_commands = options(BaseCommand())

    assert written == options(load_command_class("carrot", name)) - every_commands
