"""Whether a plugin may come in: every mistake that can be seen before a hook is called."""

from __future__ import annotations

import difflib
import inspect
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pluggy

from carrot.exceptions import CarrotError
from carrot.plugins import problems, version

WRAPPED = ("run_task",)
"""The hooks that go around something; all others give something."""


class PluginRefused(CarrotError):
    """A plugin that cannot be used as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """A function of a plugin that is marked with `@hookimpl`."""

    hook: str
    function: Any
    options: pluggy.HookimplOpts


def implementations(hooks: pluggy.PluginManager, plugin: object) -> Iterator[Implementation]:
    """The marked functions of a plugin, whether a hook of their name exists or not."""
    for name in dir(plugin):
        options = hooks.parse_hookimpl_opts(plugin, name)
        if options is not None:
            yield Implementation(
                hook=options.get("specname") or name,
                function=getattr(plugin, name),
                options=options,
            )


def check(hooks: pluggy.PluginManager, plugin: object, name: str) -> tuple[str, ...]:
    """The hooks that the plugin implements; raises `PluginRefused` if it may not come in."""
    if inspect.isclass(plugin):
        raise PluginRefused(
            f"it is the class {plugin.__name__}; name an instance or a module in the entry point"
        )
    if refusal := version.fault(plugin):
        raise PluginRefused(refusal)
    found = list(implementations(hooks, plugin))
    known = hook_names(hooks)
    for each in found:
        if each.hook in known:
            _check_known(hooks, each, name)
        elif not each.options.get("optionalhook"):
            raise PluginRefused(_unknown(each.hook, known))
    _advise_unmarked(plugin, name, known, {each.hook for each in found})
    return tuple(sorted({each.hook for each in found} & known))


def register(hooks: pluggy.PluginManager, plugin: object, name: str) -> None:
    """Let it in. What it uses that goes away becomes advice to its author."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        hooks.register(plugin, name=name)
    for each in caught:
        problems.add(f"The plugin {name!r}: {each.message}", problems.Kind.ADVICE)


def hook_names(hooks: pluggy.PluginManager) -> set[str]:
    """The hooks that have a specification."""
    return {
        name
        for name, hook in vars(hooks.hook).items()
        if isinstance(hook, pluggy.HookCaller) and hook.has_spec()
    }


def _unknown(hook: str, known: set[str]) -> str:
    near = difflib.get_close_matches(hook, known, n=1)
    meant = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(known))}."
    return (
        f"it implements the unknown hook {hook!r}; {meant} "
        f"For a hook of a newer carrot, mark it with @hookimpl(optionalhook=True)"
    )


def _check_known(hooks: pluggy.PluginManager, each: Implementation, plugin: str) -> None:
    spec = getattr(hooks.hook, each.hook).spec
    wraps = each.options.get("wrapper") or each.options.get("hookwrapper")
    if wraps and each.hook not in WRAPPED:
        raise PluginRefused(f"its {each.hook} is a wrapper, and {each.hook} cannot be wrapped")
    if each.hook in WRAPPED and not each.options.get("wrapper"):
        raise PluginRefused(
            f"its {each.hook} would run in the place of tasks; make it a generator that yields "
            f"once, with @hookimpl(wrapper=True)"
        )
    if inspect.iscoroutinefunction(each.function) or inspect.isasyncgenfunction(each.function):
        raise PluginRefused(f"its {each.hook} is async; write it with a plain def")
    parameters = inspect.signature(each.function).parameters.values()
    for parameter in parameters:
        if parameter.default is not parameter.empty:
            problems.add(
                f"The plugin {plugin!r} gives the parameter {parameter.name!r} of "
                f"{each.hook} a default, hence it is never passed; remove the default",
                problems.Kind.ADVICE,
            )
    extra = [p.name for p in parameters if p.default is p.empty and p.name not in spec.argnames]
    if extra:
        takes = ", ".join(spec.argnames) or "nothing"
        raise PluginRefused(f"its {each.hook} asks for {', '.join(extra)}; it may take {takes}")


def _advise_unmarked(plugin: object, name: str, known: set[str], marked: set[str]) -> None:
    for hook in sorted(known - marked):
        if inspect.isfunction(getattr(plugin, hook, None)):
            problems.add(
                f"The plugin {name!r} has a function {hook} that is never called; "
                f"mark it with @carrot.plugins.hookimpl or give it another name",
                problems.Kind.ADVICE,
            )
