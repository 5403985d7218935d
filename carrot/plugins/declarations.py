"""What plugins declare once, when Django's apps are ready: one list for each `register_` hook.

The type that a hook returns is read from its specification, so a new declaring hook needs no
change here. Tasks have a registry of their own. What the core declares is of the same classes
and stands among it; its names cannot be taken.
"""

from __future__ import annotations

import typing
from dataclasses import dataclass
from typing import TypeVar

from carrot.plugins import calls, hookspecs, manager, problems
from carrot.plugins.extensions import Checked

T = TypeVar("T", bound=Checked)

ELSEWHERE = "register_tasks"
CORE = "carrot"
"""Who declares what is there without any plugin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A value and the plugin that declared it."""

    plugin: str
    value: Checked


_declared: dict[type[Checked], dict[str, Declaration]] = {}
_core: dict[type[Checked], dict[str, Checked]] = {}


def core(kind: type[T], *values: T) -> None:
    """Declare parts of the core, where they are defined; they outlive every `collect`.

    The monitor is not loaded in a worker, so a plugin's may be there before the core's.
    """
    known, found = _core.setdefault(kind, {}), _declared.get(kind, {})
    for value in values:
        known[value.key] = value.checked()
        if value.key in found:
            _refuse(kind, value.key, CORE, found.pop(value.key).plugin)


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
    core = _core.get(kind, {})
    for given in calls.gather(hook, kind):
        if given.value is None:
            problems.add(f"The plugin {given.plugin!r} failed in {given.error}; mend the plugin")
            continue
        if given.value.key in core:
            _refuse(kind, given.value.key, CORE, given.plugin)
            continue
        known = found.setdefault(
            given.value.key, Declaration(plugin=given.plugin, value=given.value)
        )
        if known.value is not given.value:
            _refuse(kind, given.value.key, known.plugin, given.plugin)


def _refuse(kind: type[Checked], key: str, stays: str, refused: str) -> None:
    problems.add(
        f"The plugins {stays!r} and {refused!r} both declare the {kind.__name__} {key!r}; "
        f"the first is used, rename one of them"
        if stays != CORE
        else f"The plugin {refused!r} declares the {kind.__name__} {key!r}, which the core has; "
        f"the core's is used, rename the plugin's"
    )


def of(kind: type[T]) -> list[tuple[str, T]]:
    """Plugin and value of all that plugins declared of a kind, by (order, key)."""
    found = _declared.get(kind, {}).values()
    values = [(each.plugin, each.value) for each in found if isinstance(each.value, kind)]
    return sorted(values, key=_place)


def every(kind: type[T]) -> list[tuple[str, T]]:
    """The same with the core's among them, whose owner is `CORE`."""
    values = [(CORE, each) for each in _core.get(kind, {}).values() if isinstance(each, kind)]
    return sorted([*values, *of(kind)], key=_place)


def _place(pair: tuple[str, Checked]) -> tuple[int, str]:
    return (pair[1].order, pair[1].key)
