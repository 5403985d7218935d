"""What the project's settings say to a plugin, as a dataclass of the plugin's own."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from carrot.exceptions import ConfigurationError
from carrot.plugins import settings_of


@dataclass(frozen=True, kw_only=True)
class Bell:
    """The settings of a plugin that rings."""

    times: int = 1
    rooms: list[str] = field(default_factory=list)


def test_what_is_not_said_is_the_default(settings):
    settings.CARROT = {"plugin_settings": {"another": {"times": 3}}}

    assert settings_of("bell", Bell) == Bell()


def test_what_is_said_has_its_type(settings):
    settings.CARROT = {"plugin_settings": {"bell": {"times": 3, "rooms": ["hall"]}}}

    assert settings_of("bell", Bell) == Bell(times=3, rooms=["hall"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"time": 3}, "CARROT['plugin_settings']['bell'] has no time; it has times, rooms"),
        ({"times": "often"}, "CARROT['plugin_settings']['bell']['times']: Input should be a valid"),
        ({"rooms": ["hall", 3]}, "CARROT['plugin_settings']['bell']['rooms'][1]: Input should be"),
    ],
)
def test_a_mistake_is_named_with_its_place(settings, given, said):
    settings.CARROT = {"plugin_settings": {"bell": given}}

    with pytest.raises(ConfigurationError) as raised:
        settings_of("bell", Bell)

    assert said in str(raised.value)
