"""What may be done with chosen messages or schedules: one register, the core's and plugins'."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from carrot.models.ledger import MessageLogQuerySet
from carrot.monitor.permissions import may_change, may_read
from carrot.plugins import declarations
from carrot.plugins.extensions import Action

LIMIT = 1000
"""How many rows one request may change; more are taken in steps."""


def _report(done: int, word: str, asked: int, otherwise: str) -> str:
    left = asked - done
    report = f"{done:,} {'message' if done == 1 else 'messages'} {word}."
    return f"{report} {left:,} left alone: {otherwise}." if left > 0 else report


def _ledger(rows: QuerySet[Any]) -> MessageLogQuerySet:
    return cast(MessageLogQuerySet, rows)


def _requeue(request: HttpRequest, rows: QuerySet[Any]) -> str:
    asked = rows.count()
    done = _ledger(rows).requeue(now=timezone.now())
    return _report(done, "requeued", asked, "only what has ended can be requeued")


def _cancel(request: HttpRequest, rows: QuerySet[Any]) -> str:
    asked = rows.count()
    done = _ledger(rows).cancel(now=timezone.now())
    return _report(done, "cancelled", asked, "only what waits can be cancelled")


def _delete(request: HttpRequest, rows: QuerySet[Any]) -> str:
    asked = rows.count()
    done = _ledger(rows).delete_ended()
    return _report(done, "deleted", asked, "cancel what waits first, and let end what runs")


MESSAGE_ACTIONS = [
    Action(
        name="requeue",
        label="Requeue",
        run=_requeue,
        states=("failed", "completed"),
        style="primary",
        order=100,
    ),
    Action(
        name="cancel",
        label="Cancel",
        run=_cancel,
        states=("queued",),
        confirm="They will not run. Cancelled messages stay in the log and can be requeued.",
        order=110,
    ),
    Action(
        name="delete",
        label="Delete",
        run=_delete,
        states=("failed", "completed"),
        confirm="Their arguments, output, log and traceback are gone after that.",
        style="danger",
        order=120,
    ),
]


declarations.core(Action, *MESSAGE_ACTIONS)


def every(target: str = "message") -> list[tuple[str, Action]]:
    """Owner and action of all there are for a target, in order."""
    return [pair for pair in declarations.every(Action) if pair[1].target == target]


def offered(
    request: HttpRequest, state: str = "", target: str = "message", obj: object = None
) -> list[Action]:
    """The buttons over a list, or over one row, for who may press them, in order.

    A list of all states offers all of them.
    """
    return [
        action
        for _, action in every(target)
        if (not action.states or state in ("", "all") or state in action.states)
        and allowed(request, action, obj)
    ]


def allowed(request: HttpRequest, action: Action, obj: object = None) -> bool:
    """Whether this person may press the button, over this row if one is given."""
    may = may_read if action.download else may_change
    return may(request, action.permission, obj)


def find(name: str, target: str = "message") -> tuple[str, Action] | None:
    """Owner and action of that name, or None."""
    return next((found for found in every(target) if found[1].name == name), None)
