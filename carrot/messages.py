"""A request to run a task, as a value that knows neither Django nor the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

HIGHEST_PRIORITY = 31
"""Quorum queues take 0 to 31; the same range holds on every broker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One request to run one task, as it is handed to a broker.

    `arguments` is the arguments document: encoded values by parameter name.
    An empty `exchange` is AMQP's default exchange; `routing_key` falls back to the queue.
    """

    id: UUID
    task: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    queue: str = "default"
    exchange: str = ""
    routing_key: str = ""
    priority: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
