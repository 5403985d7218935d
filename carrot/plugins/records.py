"""What is known of each plugin, working or not: for the plugin page and `carrot_plugins`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Origin(StrEnum):
    """Through which door a plugin came in."""

    PACKAGE = "package"
    TASK_MODULE = "task module"
    APP = "app"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginRecord:
    """A plugin as this process knows it.

    `source` is the distribution, module or app that brought it. `load_error` says why it was
    refused, `failure` what its hooks did wrong last; `error` is the one to show. `slow` tells of
    the last call that took long; `calls` and `milliseconds` sum up all calls of its hooks in this
    process. `withheld` are guarding hooks of a plugin that is not in use: what they would have
    decided is refused.
    """

    name: str
    origin: Origin
    source: str = ""
    version: str = ""
    hooks: tuple[str, ...] = ()
    disabled: str = ""
    load_error: str = ""
    withheld: tuple[str, ...] = ()
    failure: str = ""
    slow: str = ""
    calls: int = 0
    failures: int = 0
    milliseconds: float = 0.0

    @property
    def error(self) -> str:
        return self.load_error or self.failure

    @property
    def state(self) -> str:
        """One word: disabled, refused, failing or active."""
        if self.disabled:
            return "disabled"
        if self.load_error:
            return "refused"
        return "failing" if self.failure else "active"
