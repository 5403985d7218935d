"""Hides arguments by their names, such as `email` or `customer.*`, wherever the monitor shows them.

`CARROT["plugin_settings"]["redaction"]` says which; without any names nothing is hidden.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from carrot.exceptions import ConfigurationError
from carrot.plugins import hookimpl, settings_of

NAME = "redaction"
HIDDEN = "••••••"


@dataclass(frozen=True, kw_only=True)
class Redaction:
    """Which arguments nobody sees, and how much of them is left.

    `names` are patterns of names, `*` for anything, large and small letters alike. A pattern is
    held against the name of a value and against the whole way to it: `email` is every value of
    that name, at any depth, `customer.*` all that is inside of `customer`. Of a text `keep`
    characters at its end stay, if it is at least four times as long. `tasks` are patterns of the
    names of tasks; without any it is every task.
    """

    names: list[str] = field(default_factory=list)
    keep: int = 0
    tasks: list[str] = field(default_factory=list)

    def hides(self, task: str, name: str) -> bool:
        """Whether the value at the end of that way is hidden."""
        if self.tasks and not any(fnmatchcase(task, each) for each in self.tasks):
            return False
        way = name.lower()
        last = way.rpartition(".")[2]
        patterns = [each.lower() for each in self.names]
        return any(fnmatchcase(way, each) or fnmatchcase(last, each) for each in patterns)

    def shown(self, value: object) -> str:
        """What is left of a value."""
        if self.keep and isinstance(value, str) and len(value) >= 4 * self.keep:
            return HIDDEN + value[-self.keep :]
        return HIDDEN


def configured() -> Redaction:
    """What the project's settings say; `ConfigurationError` with the remedy if they cannot."""
    found = settings_of(NAME, Redaction)
    if found.keep < 0:
        key = f"CARROT['plugin_settings'][{NAME!r}]['keep']"
        raise ConfigurationError(f"{key} is {found.keep}; give a number of characters, 0 for none")
    return found


SETTINGS = configured()


@hookimpl
def format_argument(task: str, name: str, value: object) -> str | None:
    return SETTINGS.shown(value) if SETTINGS.hides(task, name) else None
