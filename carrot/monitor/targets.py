"""What actions are over - messages or schedules - how they are chosen, and what they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Model, QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone

from carrot.models import MessageLog, ScheduledTask
from carrot.monitor import schedule_filters
from carrot.monitor.filters import Filters
from carrot.monitor.states import STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A row as people know it; `key` is how its page's address names it."""

    title: str
    key: str

    def __str__(self) -> str:
        return self.title if self.key.isdecimal() else f"{self.key} ({self.title})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One kind of rows: `matching` gives all that filters keep, `names` what rows are called."""

    name: Literal["message", "schedule"]
    many: str
    model: type[Model]
    field: str
    act: str
    page: str
    home: Callable[[], str]
    names: Callable[[QuerySet[Any]], Iterable[tuple[int, object, str]]]
    matching: Callable[[QueryDict], Sequence[QuerySet[Any]]]

    def rows(self, pks: Sequence[int]) -> QuerySet[Any]:
        """Those of the numbers that there are."""
        return self.model._default_manager.filter(pk__in=pks)

    def named(self, pks: Sequence[int]) -> dict[int, Named]:
        """What those that there are are called."""
        found = self.names(self.rows(pks).order_by("pk"))
        return {pk: Named(title=title, key=str(key)) for pk, key, title in found}

    def counted(self, number: int) -> str:
        """`1 message`, `1,200 messages`."""
        return f"{number:,} {self.name if number == 1 else self.many}"

    def address(self, key: str) -> str:
        """The page of a row."""
        return reverse(f"carrot:{self.page}", args=[key])

    def described(self, found: Mapping[int, Named], limit: int = 255) -> str:
        """The rows for the audit log: one by its name, several by their number."""
        if len(found) == 1:
            return f"{self.name} {next(iter(found.values()))}"[:limit]
        return self.counted(len(found))


def _messages(given: QueryDict) -> Sequence[QuerySet[Any]]:
    state = STATES.get(given.get("state", ""))
    if state is None:
        raise Http404("There is no such list.")
    return list(
        Filters.read({name: str(given[name]) for name in given}).apply(state, timezone.now())
    )


def _schedules(given: QueryDict) -> Sequence[QuerySet[Any]]:
    return [schedule_filters.matching(schedule_filters.read(given))]


MESSAGES = Target(
    name="message",
    many="messages",
    model=MessageLog,
    field="chosen",
    act="messages-action",
    page="message",
    home=lambda: reverse("carrot:messages", args=["all"]),
    names=lambda rows: rows.values_list("pk", "uuid", "task"),
    matching=_messages,
)
SCHEDULES = Target(
    name="schedule",
    many="schedules",
    model=ScheduledTask,
    field="schedule",
    act="schedules-action",
    page="schedule",
    home=lambda: reverse("carrot:schedules"),
    names=lambda rows: rows.values_list("pk", "pk", "task_name"),
    matching=_schedules,
)
TARGETS: dict[str, Target] = {each.name: each for each in (MESSAGES, SCHEDULES)}
