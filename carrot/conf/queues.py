"""What a project says of one queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from carrot.conf.addresses import BrokerAddress
from carrot.exceptions import ConfigurationError

_KEYS = {
    "name": str,
    "host": (str, Mapping),
    "concurrency": int,
    "consumable": bool,
    "durable": bool,
    "queue_arguments": Mapping,
    "exchange_arguments": Mapping,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSettings:
    """One queue: on which broker it is, and how it is declared and consumed.

    `concurrency` is how many of its tasks run at once in one process. `queue_arguments` are
    AMQP `x-` arguments of the queue; `exchange_arguments` are keywords of the declaration of an
    exchange of the queue's name, which exists only when they are given.
    """

    name: str
    broker: BrokerAddress
    concurrency: int = 1
    consumable: bool = True
    durable: bool = True
    queue_arguments: Mapping[str, Any] = field(default_factory=dict)
    exchange_arguments: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, given: object, *, key: str, default_broker: BrokerAddress) -> QueueSettings:
        """The queue that a dict of `CARROT["queues"]` describes."""
        if not isinstance(given, Mapping):
            raise ConfigurationError(f"{key} is no dict; write {{'name': 'default'}}")
        unknown = [name for name in given if name not in _KEYS]
        if unknown:
            raise ConfigurationError(
                f"{key} has no {', '.join(map(repr, unknown))}; it has {', '.join(_KEYS)}"
            )
        for name, value in given.items():
            _check_type(name, value, key)
        if not given.get("name"):
            raise ConfigurationError(f"{key} has no name; add 'name': 'default'")
        if given.get("concurrency", 1) < 1:
            raise ConfigurationError(f"{key}['concurrency'] is below 1; give at least 1")
        rest = {name: value for name, value in given.items() if name != "host"}
        host = given.get("host")
        broker = BrokerAddress.read(host, key=f"{key}['host']") if host else default_broker
        return cls(broker=broker, **rest)


def _check_type(name: str, value: object, key: str) -> None:
    expected = _KEYS[name]
    wrong_bool = expected is int and isinstance(value, bool)
    if wrong_bool or not isinstance(value, expected):  # type: ignore[arg-type]
        wanted = getattr(expected, "__name__", "URL or dict").replace("Mapping", "dict")
        raise ConfigurationError(f"{key}[{name!r}] is a {type(value).__name__}; give a {wanted}")
