"""Runs an action that somebody declared: in one transaction, and never with a raise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import router, transaction
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from carrot.plugins.asking import ask
from carrot.plugins.calls import LIMIT, WrongType
from carrot.plugins.checked import plain
from carrot.plugins.extensions import Action, Result

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of an action, for the person who pressed the button.

    `failed` means that nothing was changed; the `results` of single rows may be failures too.
    """

    text: str
    failed: bool = False
    results: tuple[Result, ...] = ()


def run(
    plugin: str,
    action: Action,
    request: HttpRequest,
    chosen: QuerySet[Any],
    args: Iterable[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
) -> Report:
    """Do it, whole or not at all; the report names the plugin when it fails."""

    def work() -> Report:
        with transaction.atomic(using=router.db_for_write(chosen.model)):
            answer = action.run(request, chosen, *args, **(kwargs or {}))
            return _report(action, answer)

    given = ask(plugin, action.name, work)
    if given.value is not None:
        return given.value
    text = gettext("Nothing was changed: the plugin %(plugin)s failed in %(failure)s")
    return Report(text=text % {"plugin": plugin, "failure": given.error}, failed=True)


def _report(action: Action, answer: object) -> Report:
    if answer is None:
        return Report(text=plain(gettext("%(label)s: done.") % {"label": action.label}))
    if isinstance(answer, str):
        return Report(text=plain(answer))
    if isinstance(answer, Result):
        answer = [answer]
    if isinstance(answer, bytes | Mapping) or not isinstance(answer, Iterable):
        raise WrongType(f"it returned a {type(answer).__name__}; return a str or yield Results")
    results, said = _results(answer)
    return Report(text=said or summary(results), results=tuple(results))


def _results(answer: Iterable[object]) -> tuple[list[Result], str]:
    """The results, and the sentence that a generator may return at its end."""
    found: list[Result] = []
    values = iter(answer)
    while True:
        try:
            value = next(values)
        except StopIteration as end:
            return found, plain(end.value) if isinstance(end.value, str) else ""
        if not isinstance(value, Result):
            raise WrongType(f"it gave a {type(value).__name__} where a Result belongs")
        if len(found) == LIMIT:
            raise WrongType(f"it gave more than {LIMIT} results")
        found.append(value.checked())


def summary(results: Iterable[Result]) -> str:
    """How many rows are done, and how many are not."""
    outcomes = [each.failed for each in results]
    failed = sum(outcomes)
    done = len(outcomes) - failed
    parts = [ngettext("%(count)s done", "%(count)s done", done) % {"count": f"{done:,}"}]
    if failed:
        parts.append(
            ngettext("%(count)s failed", "%(count)s failed", failed) % {"count": f"{failed:,}"}
        )
    return f"{', '.join(parts)}."
