"""What plugins declare once, when Django's apps are ready: one list for each `register_` hook.

The type that a hook returns is read from its specification, so a new declaring hook needs no
change here. Tasks have a registry of their own.
"""

from __future__ import annotations

import typing
from dataclasses import dataclass
from typing import TypeVar

from carrot.plugins import calls, hookspecs, manager, problems
from carrot.plugins.extensions import Checked

T = TypeVar("T", bound=Checked)

ELSEWHERE = "register_tasks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A value and the plugin that declared it."""

    plugin: str
    value: Checked


_declared: dict[type[Checked], dict[str, Declaration]] = {}


def collect() -> None:
    """Ask every `register_` hook, from nothing. Of two of one key the stronger plugin's stays."""
    _declared.clear()
    for hook in manager.hook_names():
        if hook.startswith("register_") and hook != ELSEWHERE:
            _collect(hook, declared_type(hook))


def declared_type(hook: str) -> type[Checked]:
    """The `Card` of a specification `-> Iterable[Card]`."""
    returns = typing.get_type_hints(getattr(hookspecs, hook))["return"]
    kind: type[Checked] = typing.get_args(returns)[0]
    return kind


def _collect(hook: str, kind: type[Checked]) -> None:
    found = _declared.setdefault(kind, {})
    for given in calls.gather(hook, kind):
        if given.value is None:
            problems.add(f"The plugin {given.plugin!r} failed in {given.error}; mend the plugin")
            continue
        known = found.setdefault(
            given.value.key, Declaration(plugin=given.plugin, value=given.value)
        )
        if known.value is not given.value:
            problems.add(
                f"The plugins {known.plugin!r} and {given.plugin!r} both declare the "
                f"{kind.__name__} {given.value.key!r}; the first is used, rename one of them"
            )


def of(kind: type[T]) -> list[tuple[str, T]]:
    """Plugin and value of all that was declared of a kind, by (order, key)."""
    found = _declared.get(kind, {}).values()
    values = [(each.plugin, each.value) for each in found if isinstance(each.value, kind)]
    return sorted(values, key=lambda pair: (pair[1].order, pair[1].key))
