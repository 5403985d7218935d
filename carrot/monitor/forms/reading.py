"""For whom a form is read: what it may keep unseen, and what its person may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from carrot.models import MessageLog, ScheduledTask
from carrot.monitor.permissions import may_change, require_read
from carrot.tasks import Task, registry
from carrot.tasks.nodes.reading import Reading


def may_view(request: HttpRequest, model: type[Model]) -> bool:
    """Whether who sent the request may see the rows of a model, and so choose one of them."""
    options = model._meta
    return may_change(request, f"{options.app_label}.view_{options.model_name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a form began with: a stored call, or nothing that anybody has filled in yet."""

    may_view: Callable[[type[Model]], bool] | None = None
    stored: ScheduledTask | MessageLog | None = None

    @classmethod
    def by(cls, request: HttpRequest, stored: ScheduledTask | MessageLog | None = None) -> Begun:
        """By the person who sent the request; `PermissionDenied` if a plugin hides the call."""
        if stored is not None:
            require_read(request, stored)
        return cls(may_view=partial(may_view, request), stored=stored)

    def reading(self, task: Task) -> Reading:
        """How a form of the task that comes back from the browser is to be read.

        What it keeps unseen is kept for the task it was stored for, or for the one that a
        task which is gone is replaced by: another one might show it.
        """
        kept: dict[str, Any] = {}
        if self.stored is not None and registry.find(self.stored.task) in (task, None):
            kept = task.arguments.kept(task.arguments.today(self.stored.arguments))
        return Reading(from_browser=True, kept=kept, may_view=self.may_view)
