"""The doors through which plugins come in. Nothing is imported until it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import EntryPoint, entry_points

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from carrot.conf import Settings
from carrot.plugins import problems
from carrot.plugins.records import Origin

GROUP = "carrot"
APP_MODULE = "carrot_hooks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A plugin that is not imported yet."""

    name: str
    origin: Origin
    source: str
    module: str
    load: Callable[[], object]
    version: str = ""
    disabled: str = ""


def candidates(settings: Settings) -> Iterator[Candidate]:
    """All plugins, the weakest first: packages, then task modules, then the project's apps.

    pluggy asks the last one first. So the project beats packages, a task module beats those
    listed after it, and an earlier app beats a later one, as with templates.
    """
    for candidate in (*_packages(settings), *_task_modules(settings), *_apps()):
        if candidate.name in settings.disabled_plugins:
            yield _disabled(candidate, "CARROT['disabled_plugins'] names it")
        else:
            yield candidate


def _disabled(candidate: Candidate, why: str) -> Candidate:
    return replace(candidate, disabled=why)


def _packages(settings: Settings) -> Iterator[Candidate]:
    seen: dict[str, EntryPoint] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        known = seen.setdefault(entry.name, entry)
        if known is not entry:
            if known.value != entry.value:
                problems.add(
                    f"{_source(known)} and {_source(entry)} both bring a plugin {entry.name!r}; "
                    f"the first is used, uninstall one of them"
                )
            continue
        candidate = Candidate(
            name=entry.name,
            origin=Origin.PACKAGE,
            source=_source(entry),
            version=entry.dist.version if entry.dist else "",
            module=entry.module,
            load=entry.load,
        )
        if settings.plugin_autoload:
            yield candidate
        else:
            yield _disabled(candidate, "CARROT['plugin_autoload'] is False")


def _source(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else entry.value


def _task_modules(settings: Settings) -> Iterator[Candidate]:
    for name in reversed(dict.fromkeys(settings.task_modules)):
        yield Candidate(
            name=name,
            origin=Origin.TASK_MODULE,
            source=name,
            module=name,
            load=partial(importlib.import_module, name),
        )


def _apps() -> Iterator[Candidate]:
    for app in reversed(list(apps.get_app_configs())):
        name = f"{app.name}.{APP_MODULE}"
        if app.module is not None and module_has_submodule(app.module, APP_MODULE):
            yield Candidate(
                name=name,
                origin=Origin.APP,
                source=app.name,
                module=name,
                load=partial(importlib.import_module, name),
            )
