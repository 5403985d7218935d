"""Doing what a button said: a step is one transaction with what is written down of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import router, transaction
from django.http import HttpRequest
from django.utils import timezone

from carrot.exceptions import ArgumentsError
from carrot.models import ActionRun
from carrot.models.text import storable
from carrot.monitor import actions, audit
from carrot.monitor.forms.action import call_of, said
from carrot.monitor.permissions import may_change
from carrot.monitor.targets import SCHEDULES, TARGETS, Named, Target
from carrot.plugins import actions as plugin_actions
from carrot.plugins import calls
from carrot.plugins.actions import Report
from carrot.plugins.extensions import Action, Result

STEP = actions.LIMIT
"""How many rows one step takes."""
MOST = 100_000
"""How many rows one run takes; the rest is a second run."""
KEPT_RESULTS = 500
KEPT_FOR = timedelta(days=30)
_LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What became of some rows: those that were there, by their numbers, and the report."""

    found: dict[int, Named]
    report: Report
    gone: int = 0


def perform(
    request: HttpRequest,
    owner: str,
    action: Action,
    pks: Sequence[int],
    document: Mapping[str, Any],
) -> Step:
    """Do it to those that are still there, and write it down, in one transaction."""
    target = TARGETS[action.target]
    with transaction.atomic(using=router.db_for_write(target.model)):
        found = target.named(pks)
        gone = len(pks) - len(found)
        if not found:
            text = f"Nothing was done: {_gone(target, gone)} gone by now."
            return Step(found={}, report=Report(text=text), gone=gone)
        barred = _barred(request, action, target, found)
        found = {pk: named for pk, named in found.items() if pk not in barred}
        if not found:
            text = f"Nothing was done: {target.counted(len(barred))} may not be changed by you."
            return Step(found={}, report=Report(text=text, failed=True), gone=gone)
        try:
            call = call_of(action, document)
        except ArgumentsError as error:
            text = f"Nothing was changed: the arguments do not fit any more ({error})."
            return Step(found=found, report=Report(text=text, failed=True))
        rows = target.rows(list(found))
        report = plugin_actions.run(owner, action, request, rows, call.args, call.kwargs)
        if not report.failed:
            report = replace(report, text=_in_full(target, report.text, gone, len(barred)))
        _write_down(request, action, target, found, report, said(action, document))
    return Step(found=found, report=report, gone=gone)


def _barred(
    request: HttpRequest, action: Action, target: Target, found: Mapping[int, Named]
) -> set[int]:
    """Those that this person may not do this to, although to others: only a plugin can say so."""
    if not calls.asks("allow"):
        return set()
    rows = target.rows(list(found))
    return {row.pk for row in rows if not may_change(request, action.permission, row)}


def _in_full(target: Target, text: str, gone: int, barred: int) -> str:
    if gone:
        text = f"{text} {_gone(target, gone)} gone by now."
    if barred:
        text = f"{text} {target.counted(barred)} left alone: they may not be changed by you."
    return text


def _gone(target: Target, gone: int) -> str:
    return f"{target.counted(gone)} {'is' if gone == 1 else 'are'}"


def _write_down(
    request: HttpRequest,
    action: Action,
    target: Target,
    found: Mapping[int, Named],
    report: Report,
    arguments: str,
) -> None:
    ending = f" ({arguments})" if arguments else ""
    if target is not SCHEDULES:
        text = f"{report.text}{ending}"
        audit.record(request, action.name, target.described(found), text)
        return
    names = {pk: named.title for pk, named in found.items()}
    own = {each.pk: f"{each.text}{ending}" for each in report.results if each.text}
    audit.record_for_schedules(request, action.name, names, f"{report.text}{ending}", own)


def begin(
    action: Action,
    pks: Sequence[int],
    document: Mapping[str, Any],
    *,
    token: UUID,
    back: str,
) -> ActionRun:
    """The run of an action that was confirmed; the same one when it is sent twice."""
    old = ActionRun.objects.filter(time__lt=timezone.now() - KEPT_FOR)
    ActionRun.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:STEP])).delete()
    run, _made = ActionRun.objects.get_or_create(
        uuid=token,
        defaults={
            "target": action.target,
            "action": action.name,
            "label": storable(str(action.label), 1000)[:255],
            "back": back,
            "pks": list(pks),
            "arguments": dict(document),
            "total": len(pks),
        },
    )
    return run


def advance(request: HttpRequest, uuid: UUID, seen: int) -> None:
    """Take the next step of a run, whole or not at all, if it stands where it was seen.

    Two who press the button at once take one step; a process that is killed takes none.
    """
    with transaction.atomic(using=router.db_for_write(ActionRun)):
        run = ActionRun.objects.select_for_update().get(uuid=uuid)
        if run.finished_at or run.done != seen:
            return
        found = actions.find(run.action, run.target)
        if found is None:
            run.fault = "There is no such action any more; its plugin may be switched off."
            run.save(update_fields=["fault"])
            return
        pks = run.pks[run.done : run.done + STEP]
        step = perform(request, *found, pks, run.arguments)
        if step.report.failed:
            run.fault = step.report.text
        else:
            note(run, pks, step)
        run.save()


def note(run: ActionRun, pks: Sequence[int], step: Step) -> None:
    """Keep what became of a step; the last one ends the run."""
    first, results = run.done + 1, step.report.results
    run.fault = ""
    run.done += len(pks)
    run.gone += step.gone
    run.failed += sum(each.failed for each in results)
    run.succeeded += sum(not each.failed for each in results)
    run.reports = [
        *run.reports,
        {"first": first, "last": run.done, "text": storable(step.report.text, 4 * _LONGEST)},
    ]
    kept = [*run.results, *_outcomes(step.found, results)]
    # Of very many, those that failed are the ones to look at.
    run.results = sorted(kept, key=lambda each: not each["failed"])[:KEPT_RESULTS]
    if run.done >= run.total:
        run.finished_at = timezone.now()
        run.pks, run.arguments = [], {}


def _outcomes(found: Mapping[int, Named], results: Iterable[Result]) -> list[dict[str, Any]]:
    kept = []
    for each in results:
        named = found.get(each.pk) or Named(title=str(each.row), key=str(each.pk))
        kept.append(
            {
                "pk": each.pk,
                "title": storable(named.title, _LONGEST),
                "key": named.key,
                "text": storable(str(each.text), _LONGEST),
                "failed": each.failed,
            }
        )
    return kept
