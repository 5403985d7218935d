"""Parameters under the names that they had before: `@task(renamed={"client": "customer"})`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from carrot.exceptions import ConfigurationError

T = TypeVar("T")


class Renames:
    """From former parameter names to today's; a chain of them leads to its end.

    Raises `ConfigurationError` for one that cannot be: its new name is no parameter, or its old
    name still is one.
    """

    def __init__(self, renamed: Mapping[str, str], parameters: Iterable[str], owner: str) -> None:
        known = frozenset(parameters)
        for old, new in renamed.items():
            said = f"{owner}: renamed={{{old!r}: {new!r}}}:"
            if old in known:
                raise ConfigurationError(
                    f"{said} {old!r} is still a parameter; take this entry out, or rename it"
                )
            if _end(renamed, new) not in known:
                raise ConfigurationError(
                    f"{said} {new!r} is no parameter; give the name that it has now"
                )
        self._today = {old: _end(renamed, new) for old, new in renamed.items()}

    def read(self, document: Mapping[str, T]) -> dict[str, T]:
        """The document under today's names. What is there under both stays as it is."""
        found = dict(document)
        for old, new in self._today.items():
            if old in found and new not in found:
                found[new] = found.pop(old)
        return found


def _end(renamed: Mapping[str, str], name: str) -> str:
    seen = set()
    while name in renamed and name not in seen:
        seen.add(name)
        name = renamed[name]
    return name
