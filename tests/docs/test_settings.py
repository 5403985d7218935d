"""Every setting is documented, with its default, and nothing else is."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

import pytest

from carrot.conf import BrokerAddress, QueueSettings, Settings

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.rst"
ENTRY = re.compile(r"^\.\. confval:: (\S+)\n(?:   :default: ``(.+)``\n)?", re.MULTILINE)
# An entry of a queue names its broker "host", as in 1.x.
RENAMED = {"broker": "host"}
QUEUE = "queues."


def documented() -> dict[str, str]:
    """The names on the page, with the default as written ("" when there is none)."""
    return dict(ENTRY.findall(PAGE.read_text(encoding="utf-8")))


def fields(kind: type, prefix: str = "") -> dict[str, object]:
    """The names that the code knows, with their defaults."""
    found = {}
    for field in dataclasses.fields(kind):
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        found[prefix + RENAMED.get(field.name, field.name)] = default
    return found


KNOWN = fields(Settings) | fields(QueueSettings, QUEUE)


def test_every_setting_is_documented_and_no_other():
    assert sorted(documented()) == sorted(KNOWN)


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_the_documented_default_is_the_default(name):
    written, default = documented()[name], KNOWN[name]

    if default is dataclasses.MISSING:
        assert written == ""
    elif isinstance(default, BrokerAddress):
        assert BrokerAddress.read(ast.literal_eval(written), key="documented") == default
    else:
        assert ast.literal_eval(written) == default
