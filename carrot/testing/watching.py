"""Whether anything has changed in what the core keeps."""

from __future__ import annotations

from typing import Any

from django.db import models

from carrot.models import AuditEntry, MessageLog, QueuePause, ScheduledTask

_KEPT: tuple[type[models.Model], ...] = (MessageLog, ScheduledTask, QueuePause, AuditEntry)


class Watch:
    """What changes in the tables of the core inside its block, in sentences."""

    def __enter__(self) -> list[str]:
        self._before, self._said = _kept(), list[str]()
        return self._said

    def __exit__(self, *_: object) -> None:
        for (model, before), (_model, after) in zip(self._before, _kept(), strict=True):
            if before != after:
                self._said.append(f"the {model._meta.verbose_name_plural} are not as before")


def _kept() -> list[tuple[type[models.Model], list[Any]]]:
    return [(model, list(model._default_manager.order_by("pk").values())) for model in _KEPT]
