"""Opening a stored call in a form: what still fits is shown, and all the rest is said."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from carrot.exceptions import Path, dotted
from carrot.models import MessageLog, ScheduledTask
from carrot.monitor.arguments import masked
from carrot.monitor.forms.arguments import ArgumentsField
from carrot.monitor.forms.shape import showable
from carrot.tasks import Task, drift, registry
from carrot.tasks.json_text import dump_json, show_json
from carrot.tasks.showing import shown_document
from carrot.tasks.showing.documents import HIDDEN, is_secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """A stored argument that the form has no place for, and why."""

    label: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The field for a stored call, and what it shows.

    `document` is the call as it would be made; None while something of it does not fit.
    `leftovers` are the stored values that saving the form leaves out.
    """

    field: ArgumentsField
    initial: Any
    document: dict[str, Any] | None = None
    leftovers: list[Leftover] = dataclasses.field(default_factory=list)


def opened(task: Task, stored: ScheduledTask | MessageLog | None) -> Opened:
    """The form of a stored call, or one that nobody has filled in yet: there nothing is missing."""
    codec = task.arguments
    if stored is None:
        return Opened(
            field=ArgumentsField(task, codec.schema({})),
            initial=codec.initial({}, like=_last(task)),
            document={},
        )
    found = drift.fit(codec, _made_for(task, stored))
    document = codec.today(stored.arguments) if isinstance(stored.arguments, Mapping) else {}
    shown = _shown(task, found.document, document)
    made = ArgumentsField(task, codec.schema(shown))
    made.mark(found.faults)
    return Opened(
        field=made,
        initial=codec.initial(shown),
        document=None if found.faults else found.document,
        leftovers=_leftovers(_open(task, stored), shown, found.faults, stored.arguments),
    )


def _last(task: Task) -> dict[str, Any]:
    """The document of the task's last message: what kinds of values it is given."""
    if not task.arguments.picks_kinds:
        return {}
    messages = MessageLog.objects.filter(task=task.name).order_by("-publish_time", "-id")
    found = messages.values_list("arguments", flat=True).first()
    return task.arguments.today(found) if isinstance(found, Mapping) else {}


@dataclass(frozen=True, slots=True)
class _Foreign:
    """A document that was made for another task: nothing is known of its types here."""

    arguments: Any
    fingerprint: str = "of another task"
    signature: Any = None


def _open(task: Task, stored: ScheduledTask | MessageLog) -> dict[str, Any]:
    """The stored document under today's names, with its secrets hidden."""
    document = stored.arguments if isinstance(stored.arguments, Mapping) else {}
    seen = shown_document(task.name, task.arguments.today(document), stored.signature)
    return dict(seen) if isinstance(seen, Mapping) else {}


def _made_for(task: Task, stored: ScheduledTask | MessageLog) -> drift.Stored:
    if registry.find(stored.task) in (task, None):
        return stored
    return _Foreign(stored.arguments)


def _shown(task: Task, kept: dict[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """What the controls show: what fits, and what can be mended where it stands."""
    codec, shown = task.arguments, dict(kept)
    if not showable(codec.schema(shown), codec.initial(shown)):
        shown = {}
        for name, value in kept.items():
            more = {**shown, name: value}
            shown = more if showable(codec.schema(more), codec.initial(more)) else shown
    for name in codec.signature:
        value = document.get(name)
        if name in document and name not in shown and isinstance(value, str | int | float):
            more = {**shown, name: value}
            if _as_it_is(value, codec.initial(more), codec.initial(shown)) and showable(
                codec.schema(more), codec.initial(more)
            ):
                shown = more
    return shown


def _as_it_is(value: Any, more: Mapping[str, Any], less: Mapping[str, Any]) -> bool:
    """Whether the one control that differs shows the value itself, and not what it makes of it."""
    different = [each for key, each in more.items() if less.get(key) != each]
    return all(
        (type(each) is type(value) and each == value) or each == show_json(value)
        for each in different
    ) and bool(different)


def _leftovers(
    document: Mapping[str, Any], shown: Mapping[str, Any], faults: Mapping[Path, str], raw: Any
) -> list[Leftover]:
    if raw and not isinstance(raw, Mapping):
        reason = "The arguments of a call are a JSON object."
        return [Leftover(label="arguments", value=dump_json(masked(raw)), reason=reason)]
    found = [
        Leftover(label=dotted(path), value=_value(document, str(path[0])), reason=said)
        for path, said in faults.items()
        if path and path[0] in document and path[0] not in shown
    ]
    said = {path[0] for path in faults if path}
    return found + [
        Leftover(label=name, value=_value(document, name), reason="the form cannot show it")
        for name in document
        if name not in shown and name not in said
    ]


def _value(document: Mapping[str, Any], name: str) -> str:
    return HIDDEN if is_secret(name) else dump_json(masked(document[name]))
