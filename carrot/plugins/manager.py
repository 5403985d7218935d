"""All plugins of this process: loaded once, frozen afterwards."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pluggy

from carrot import conf
from carrot.exceptions import CarrotError
from carrot.plugins import absent, admission, hookspecs, loader, meters, problems, reloading
from carrot.plugins.failures import describe
from carrot.plugins.markers import PROJECT
from carrot.plugins.records import Origin, PluginRecord

logger = logging.getLogger("carrot")


def _hooks() -> pluggy.PluginManager:
    hooks = pluggy.PluginManager(PROJECT)
    hooks.add_hookspecs(hookspecs)
    return hooks


@dataclass(slots=True, kw_only=True)
class _State:
    hooks: pluggy.PluginManager = field(default_factory=_hooks)
    records: dict[str, PluginRecord] = field(default_factory=dict)


_state = _State()


def load() -> None:
    """Bring in every plugin, from nothing. A broken one is recorded and left out."""
    global _state
    _state = _State()
    meters.clear()
    reloading.forget()
    settings = conf.get()
    for candidate in loader.candidates(settings):
        _load(candidate)
    for name in settings.disabled_plugins:
        if name not in _state.records:
            problems.add(
                f"CARROT['disabled_plugins'] names {name!r}, which is no plugin here; "
                f"manage.py carrot_plugins lists them",
                problems.Kind.ADVICE,
            )


def _load(candidate: loader.Candidate) -> None:
    record = PluginRecord(
        name=candidate.name,
        origin=candidate.origin,
        source=candidate.source,
        version=candidate.version,
        disabled=candidate.disabled,
    )
    if candidate.disabled:
        _state.records[record.name] = record
        return
    try:
        plugin = candidate.load()
    except Exception as error:
        kind = "task module" if record.origin is Origin.TASK_MODULE else "plugin"
        reloading.remember(error)
        logger.exception("The %s %s cannot be imported", kind, record.name)
        _leave_out(record, candidate.module, describe(error))
        problems.add(*_not_imported(record, describe(error)))
        return
    if not _state.hooks.is_registered(plugin):
        _admit(plugin, record, candidate.module)


def _leave_out(record: PluginRecord, module: str, error: str) -> None:
    withheld = absent.guards(module)
    _state.records[record.name] = replace(record, load_error=error, withheld=withheld)


def _not_imported(record: PluginRecord, error: str) -> tuple[str, problems.Kind]:
    if record.origin is Origin.TASK_MODULE:
        return (
            f"CARROT['task_modules'] lists {record.name!r}, which cannot be imported ({error}); "
            f"mend the module or take it off the list",
            problems.Kind.TASK_MODULE,
        )
    return (
        f"The plugin {record.name!r} of {record.source} cannot be imported ({error}); "
        f"mend it, or add its name to CARROT['disabled_plugins']",
        problems.Kind.PLUGIN,
    )


def _admit(plugin: object, record: PluginRecord, module: str) -> None:
    record = replace(record, version=record.version or str(getattr(plugin, "__version__", "")))
    try:
        hooks = admission.check(_state.hooks, plugin, record.name)
        admission.register(_state.hooks, plugin, record.name)
    except (admission.PluginRefused, pluggy.PluginValidationError, ValueError) as error:
        problems.add(
            f"The plugin {record.name!r} is not used: {error}, "
            f"or add its name to CARROT['disabled_plugins']"
        )
        _leave_out(record, module, str(error))
    else:
        _state.records[record.name] = replace(record, hooks=hooks)


def records() -> list[PluginRecord]:
    """Every plugin that was found, working or not, by name, with its calls so far."""
    return [_measured(record) for _, record in sorted(_state.records.items())]


def _measured(record: PluginRecord) -> PluginRecord:
    reading = meters.read(record.name)
    return replace(
        record,
        calls=reading.calls,
        failures=reading.failures,
        milliseconds=reading.milliseconds,
        failure=reading.failure,
        slow=reading.slow,
    )


def plugins() -> list[tuple[str, object]]:
    """Names and objects of the plugins in use, the strongest first."""
    return list(reversed(_state.hooks.list_name_plugin()))


def hook_names() -> list[str]:
    """The hooks that there are."""
    return sorted(admission.hook_names(_state.hooks))


def implementations(hook: str) -> list[pluggy.HookImpl]:
    """The implementations of a hook in the order in which they are asked."""
    caller: pluggy.HookCaller = getattr(_state.hooks.hook, hook)
    return list(reversed(caller.get_hookimpls()))


def absentee(hook: str) -> PluginRecord | None:
    """A plugin that was to answer a guarding hook and could not be loaded, if there is one."""
    if hook not in absent.GUARDS:
        return None
    return next((each for each in _state.records.values() if hook in each.withheld), None)


@contextmanager
def thawed(plugin: object, name: str) -> Iterator[PluginRecord]:
    """Let one more plugin in for a while: the only way once loading is over, for tests.

    One that is in already, such as an installed package under test, stays as it is. Raises
    `PluginRefused` if it may not come in.
    """
    state = _state
    known = state.hooks.get_name(plugin)
    if known is not None:
        yield state.records[known]
        return
    if name in state.records:
        raise CarrotError(f"There is a plugin {name!r} already; give another name")
    hooks = admission.check(state.hooks, plugin, name)
    admission.register(state.hooks, plugin, name)
    state.records[name] = PluginRecord(name=name, origin=Origin.TEST, hooks=hooks)
    try:
        yield state.records[name]
    finally:
        state.hooks.unregister(plugin)
        del state.records[name]
        meters.forget(name)
