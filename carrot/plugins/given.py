"""What hooks are given, where it is made for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One attempt to run one message. `arguments` are the values that were given, by name."""

    task: str
    message_id: UUID
    attempt: int
    queue: str
    arguments: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_retry(self) -> bool:
        """Whether an earlier attempt may have done part of the work."""
        return self.attempt > 1
