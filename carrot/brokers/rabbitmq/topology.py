"""How queues and exchanges are declared, and which priorities they know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from carrot.conf import QueueSettings
from carrot.messages import HIGHEST_PRIORITY

CLASSIC_PRIORITIES = 10
"""RabbitMQ keeps one queue for each level: 255 levels cost 20 times the memory of 10."""
_EXCHANGE_KEYS = ("exchange_type", "durable", "auto_delete", "internal")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueDeclaration:
    """What `queue.declare` is told."""

    name: str
    durable: bool
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeDeclaration:
    """What `exchange.declare` is told of the exchange that bears its queue's name."""

    name: str
    exchange_type: str = "direct"
    durable: bool = True
    auto_delete: bool = False
    internal: bool = False
    arguments: Mapping[str, Any] = field(default_factory=dict)


def queue(settings: QueueSettings) -> QueueDeclaration:
    """A durable classic queue with ten priorities, unless the settings say otherwise.

    An argument set to None is left out. Quorum queues and streams are declared without
    `x-max-priority`: quorum queues have their priorities built in, and most versions of
    RabbitMQ refuse the argument for them.
    """
    given: dict[str, Any] = {"x-max-priority": CLASSIC_PRIORITIES, **settings.queue_arguments}
    if not _is_classic(settings):
        del given["x-max-priority"]
    arguments = {name: value for name, value in given.items() if value is not None}
    return QueueDeclaration(name=settings.name, durable=settings.durable, arguments=arguments)


def exchange(settings: QueueSettings) -> ExchangeDeclaration | None:
    """The queue's own exchange, None when the settings ask for none.

    What `exchange.declare` has no keyword for is an argument of the exchange, as in 1.x.
    """
    given = dict(settings.exchange_arguments)
    if not given:
        return None
    keywords = {key: given.pop(key) for key in _EXCHANGE_KEYS if key in given}
    arguments = {**given.pop("arguments", {}), **given}
    return ExchangeDeclaration(name=settings.name, arguments=arguments, **keywords)


def priority(settings: QueueSettings, wanted: int) -> int:
    """The wanted priority, within what the queue knows."""
    return max(0, min(wanted, highest_priority(settings)))


def highest_priority(settings: QueueSettings) -> int:
    """The highest priority that makes a difference in the queue."""
    if not _is_classic(settings):
        return HIGHEST_PRIORITY
    levels = settings.queue_arguments.get("x-max-priority", CLASSIC_PRIORITIES)
    return min(levels or 0, 255)


def difference(reply: str) -> str:
    """What RabbitMQ's refusal of a declaration says differs, empty if it refuses otherwise.

    Such as `x-max-priority: it has '255', the settings say '10'`.
    """
    found = re.search(
        r"inequivalent arg '(?P<name>[^']+)'.*?received (?P<ours>.+) but current is (?P<theirs>.+)",
        reply,
        re.DOTALL,
    )
    if found is None:
        return ""
    ours, theirs = _value(found["ours"]), _value(found["theirs"])
    return f"{found['name']}: it has {theirs}, the settings say {ours}"


def _value(told: str) -> str:
    quoted = re.search(r"'[^']*'", told)
    return quoted[0] if quoted else told.strip()


def _is_classic(settings: QueueSettings) -> bool:
    kind = settings.queue_arguments.get("x-queue-type") or "classic"
    return kind == "classic"
