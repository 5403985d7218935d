"""What a button over messages or schedules does: ask where it must, do it, tell what happened."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import router, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from carrot.models import ActionRun
from carrot.monitor import acting, actions, counts, site
from carrot.monitor.acting import MOST, STEP, Step
from carrot.monitor.catalogue import entry
from carrot.monitor.forms.action import ActionForm, has_form
from carrot.monitor.forms.run import token_of
from carrot.monitor.forms.widget import ASSETS
from carrot.monitor.targets import Target
from carrot.monitor.views.calls import number
from carrot.monitor.views.downloading import download, matching
from carrot.monitor.views.schedules.faults import argument_faults
from carrot.plugins.extensions import Action

EXAMPLES = 5
_FILTERS = ("state", "q", "task", "queue", "status", "when", "from", "to", "schedule", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The rows that a button is pressed over.

    All that match, when they are more than one step, are known by the filters until they are
    confirmed: `upto` is then the newest of them.
    """

    pks: Sequence[int]
    matching: bool
    upto: int = 0
    total: str = ""


def act(request: HttpRequest, target: Target, name: str, pks: Sequence[int]) -> HttpResponseBase:
    """Do the action of that name to the chosen rows, or to all that match; ask where it must."""
    wanted = request.POST.get("action_all", "")
    found = actions.find(wanted or name, target.name)
    if found is None:
        raise Http404("There is no such action; the plugin that had it may be switched off.")
    owner, action = found
    if not actions.allowed(request, action):
        raise PermissionDenied(f"{action.label} needs the permission {action.permission}.")
    most = STEP + 1 if action.download else MOST
    choice = _all(request, target, most) if wanted else Choice(pks=pks, matching=False)
    if not choice.pks:
        messages.warning(request, "Nothing was selected, so nothing was done.", fail_silently=True)
        return redirect(back(request, target))
    confirmed = "confirmed" in request.POST
    form = ActionForm(action, request, bound=confirmed) if has_form(action) else None
    must_ask = choice.matching or bool(action.confirm) or form is not None
    if (must_ask and not confirmed) or (form is not None and not form.is_valid()):
        return _ask(request, target, action, choice, form)
    if action.download:
        rows = matching(request, target, choice.upto) if choice.upto else target.rows(choice.pks)
        return download(request, target, owner, action, rows, form.document if form else {})
    return _do(request, target, owner, action, choice, form.document if form else {})


def back(request: HttpRequest, target: Target) -> str:
    """Where the person came from, if that is a page of this site."""
    address = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    # `redirect` takes what has no slash for the name of a view.
    return address if here and address.startswith("/") else target.home()


def numbers(texts: Sequence[str]) -> list[int]:
    """The numbers of rows in what a form sent, as many as one step takes."""
    given = ",".join(texts).split(",")
    pks = [int(pk) for pk in given if pk.isascii() and pk.isdecimal() and len(pk) < 19]
    return list(dict.fromkeys(pks))[:STEP]


def _all(request: HttpRequest, target: Target, most: int) -> Choice:
    """A snapshot: what comes to match after the question was asked is not what was confirmed."""
    segments = [rows.order_by("pk") for rows in target.matching(request.POST)]
    upto = number(request.POST.get("upto", ""))
    if upto is not None:
        segments = [rows.filter(pk__lte=upto) for rows in segments]
    most = STEP + 1 if upto is None else most
    pks: list[int] = []
    for rows in segments:
        pks += rows.values_list("pk", flat=True)[: most - len(pks)]
    if upto is not None:
        return Choice(pks=pks, matching=True, upto=upto)
    if len(pks) <= STEP:
        return Choice(pks=pks, matching=True)
    newest = target.model._default_manager.order_by("-pk").values_list("pk", flat=True)[:1]
    each = [counts.capped(rows, MOST) for rows in segments]
    total = counts.Count(sum(c.number for c in each), any(c.capped for c in each))
    return Choice(pks=pks, matching=True, upto=newest[0], total=str(total))


def _ask(
    request: HttpRequest, target: Target, action: Action, choice: Choice, form: ActionForm | None
) -> HttpResponse:
    examples = target.named(choice.pks[:EXAMPLES])
    context = {
        "action": action,
        "target": target,
        "examples": [(each, target.address(each.key)) for each in examples.values()],
        "choice": choice,
        "chosen": ",".join(map(str, choice.pks)),
        "counted": target.counted(len(choice.pks)),
        "kept": [(name, request.POST[name]) for name in _FILTERS if name in request.POST],
        "others": len(choice.pks) - len(examples),
        "form": form,
        "next": back(request, target),
        "token": token_of(request.POST.get("token", "")) or uuid.uuid4(),
        "step": STEP,
        "most": MOST,
    }
    if form is not None:
        faults = argument_faults(form.arguments)
        context |= {
            "assets": ASSETS,
            "task": entry(form.task),
            "raw": form.raw,
            "faults": faults,
            "argument_faults": faults if form.raw else [],
        }
    return site.render(request, "carrot/actions/confirm.html", context)


def _do(
    request: HttpRequest,
    target: Target,
    owner: str,
    action: Action,
    choice: Choice,
    document: dict[str, object],
) -> HttpResponse:
    token = token_of(request.POST.get("token", "")) or uuid.uuid4()
    before = ActionRun.objects.filter(uuid=token).first()
    if before is not None:  # the very same form was sent before
        return redirect("carrot:action-run", before.uuid)
    where = back(request, target)
    if len(choice.pks) > STEP:
        run = acting.begin(action, choice.pks, document, token=token, back=where)
        acting.advance(request, run.uuid, 0)
        return redirect("carrot:action-run", run.uuid)
    with transaction.atomic(using=router.db_for_write(target.model)):
        step = acting.perform(request, owner, action, choice.pks, document)
        if step.report.results:
            run = acting.begin(action, choice.pks, document, token=token, back=where)
            acting.note(run, choice.pks, step)
            run.save()
            return redirect("carrot:action-run", run.uuid)
    _tell(request, step)
    return redirect(where)


def _tell(request: HttpRequest, step: Step) -> None:
    level = messages.SUCCESS if step.found else messages.WARNING
    level = messages.ERROR if step.report.failed else level
    messages.add_message(request, level, step.report.text, fail_silently=True)
