"""The one frozen object that `settings.CARROT` becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from django.conf import settings as django_settings
from django.core.signals import setting_changed

from carrot.conf.addresses import BrokerAddress
from carrot.conf.queues import QueueSettings
from carrot.exceptions import ConfigurationError

_EMBEDDED = BrokerAddress(scheme="database")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `settings.CARROT` may say, and what holds when it does not.

    Times are seconds, sizes are bytes of UTF-8. `docs/reference/settings.rst` explains each.
    """

    default_broker: BrokerAddress = _EMBEDDED
    queues: Mapping[str, QueueSettings] = field(default_factory=dict)
    task_modules: tuple[str, ...] = ()
    monitor_authentication: tuple[str, ...] = ()
    monitor_public_actions: bool | str = "local"
    disabled_plugins: tuple[str, ...] = ()
    plugin_autoload: bool = True
    plugin_settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    processes: int = 1
    lease: float = 30.0
    shutdown_timeout: float = 25.0
    publish_timeout: float = 2.0
    max_crashes: int = 3
    unknown_task_ttl: float = 600.0
    log_level: str = "INFO"
    max_arguments: int = 256 * 1024
    max_output: int = 64 * 1024
    max_traceback: int = 64 * 1024
    max_log: int = 1024 * 1024
    max_log_lines: int = 5000
    max_log_line: int = 8 * 1024

    def queue(self, name: str) -> QueueSettings:
        """The queue of that name. One that no setting names is on the default broker."""
        known = self.queues.get(name)
        return known or QueueSettings(name=name, broker=self.default_broker)

    @classmethod
    def read(cls, given: object) -> Settings:
        """The settings that `given` describes; raises `ConfigurationError` at the first fault."""
        if not isinstance(given, Mapping):
            raise ConfigurationError("CARROT is no dict; write CARROT = {...} or leave it out")
        names = [each.name for each in fields(cls)]
        unknown = [str(name) for name in given if name not in names]
        if unknown:
            raise ConfigurationError(
                f"CARROT has no {', '.join(unknown)}; it has {names_of(names)}"
            )
        read = {name: _READERS[name](value, f"CARROT[{name!r}]") for name, value in given.items()}
        broker = read.get("default_broker", _EMBEDDED)
        read["queues"] = _queues(read.get("queues", ()), broker)
        return cls(**read)


def names_of(names: list[str]) -> str:
    return ", ".join(sorted(names))


def _queues(given: tuple[Any, ...], broker: BrokerAddress) -> dict[str, QueueSettings]:
    found: dict[str, QueueSettings] = {}
    for number, entry in enumerate(given):
        key = f"CARROT['queues'][{number}]"
        queue = QueueSettings.read(entry, key=key, default_broker=broker)
        if queue.name in found:
            raise ConfigurationError(f"{key} repeats the name {queue.name!r}; names are unique")
        found[queue.name] = queue
    found.setdefault("default", QueueSettings(name="default", broker=broker))
    return found


def _strings(value: object, key: str) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, (list, tuple)):
        raise ConfigurationError(f"{key} is no list; write [{value!r}]")
    for entry in value:
        if not isinstance(entry, str):
            raise ConfigurationError(f"{key} holds {entry!r}; give strings")
    return tuple(value)


def _entries(value: object, key: str) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise ConfigurationError(f"{key} is no list; write [{{'name': 'default'}}]")
    return tuple(value)


def _number(least: float, kind: type) -> Callable[[object, str], Any]:
    def read(value: object, key: str) -> Any:
        accepted = (int,) if kind is int else (int, float)
        if isinstance(value, bool) or not isinstance(value, accepted) or not value >= least:
            raise ConfigurationError(f"{key} is {value!r}; give a number of at least {least:g}")
        return kind(value)

    return read


def _flag(value: object, key: str) -> bool:
    if not isinstance(value, bool):
        raise ConfigurationError(f"{key} is {value!r}; give True or False")
    return value


def _plugin_settings(value: object, key: str) -> Mapping[str, Mapping[str, Any]]:
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"{key} is no dict; write {{'name of a plugin': {{...}}}}")
    for name, settings in value.items():
        if not isinstance(settings, Mapping):
            raise ConfigurationError(f"{key}[{name!r}] is no dict; write {{'setting': value}}")
    return value


def _public_actions(value: object, key: str) -> bool | str:
    if isinstance(value, bool):
        return value
    if value != "local":
        raise ConfigurationError(f"{key} is {value!r}; give 'local', True or False")
    return "local"


def _level(value: object, key: str) -> str:
    if value not in _LEVELS:
        raise ConfigurationError(f"{key} is {value!r}; give one of {', '.join(_LEVELS)}")
    return str(value)


_READERS: dict[str, Callable[[Any, str], Any]] = {
    "default_broker": lambda value, key: BrokerAddress.read(value, key=key),
    "queues": _entries,
    "task_modules": _strings,
    "monitor_authentication": _strings,
    "monitor_public_actions": _public_actions,
    "disabled_plugins": _strings,
    "plugin_autoload": _flag,
    "plugin_settings": _plugin_settings,
    "processes": _number(1, int),
    "lease": _number(1, float),
    "shutdown_timeout": _number(0, float),
    "publish_timeout": _number(0.1, float),
    "max_crashes": _number(1, int),
    "unknown_task_ttl": _number(0, float),
    "log_level": _level,
    "max_arguments": _number(1024, int),
    "max_output": _number(1024, int),
    "max_traceback": _number(1024, int),
    "max_log": _number(1024, int),
    "max_log_lines": _number(10, int),
    "max_log_line": _number(80, int),
}


def _given() -> object:
    return getattr(django_settings, "CARROT", {})


@cache
def _read() -> tuple[Settings, str]:
    try:
        return Settings.read(_given()), ""
    except ConfigurationError as error:
        return Settings(queues=_queues((), _EMBEDDED)), str(error)


def get() -> Settings:
    """The project's settings; the defaults when `settings.CARROT` is faulty (see `problems`).

    A faulty setting is a system check and is shown in the monitor; it must not take down
    every page of the project with it.
    """
    return _read()[0]


def problems() -> list[str]:
    """What is wrong with `settings.CARROT`, in sentences that name key and remedy."""
    problem = _read()[1]
    return [problem] if problem else []


def _forget(*, setting: str, **_: object) -> None:
    if setting == "CARROT":
        _read.cache_clear()


setting_changed.connect(_forget, dispatch_uid="carrot.conf")
