"""Documents that were made for another signature: what of them still fits, and what does not.

Nothing is cast. A value is kept when today's type reads it and would write it the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks.arguments import Arguments, Call
from carrot.tasks.nodes import INVALID, Errors
from carrot.tasks.parameters import Parameter
from carrot.tasks.sameness import kept_as
from carrot.tasks.signatures import had_default, type_in

UNFIT = "The arguments no longer fit the task: "
"""How every reason begins why a schedule is held for its arguments."""


class Unfit(ArgumentsError):
    """A stored document that was made for another signature and does not fit today's."""

    def __str__(self) -> str:
        return f"{UNFIT}{super().__str__()}"


class Stored(Protocol):
    """What keeps a document, and what it was made for: a schedule, a message, a job."""

    @property
    def arguments(self) -> Any: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def signature(self) -> Any: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A document beside today's signature.

    `document` is what still fits, under today's names and in today's encoding; `faults` says
    by its place what does not, what is gone, and what is asked for.
    """

    document: dict[str, Any]
    faults: dict[Path, str]

    @property
    def reason(self) -> str:
        """Why the task cannot be called with it, in one line; empty when it can."""
        return str(Unfit(self.faults)) if self.faults else ""


def fit(codec: Arguments, stored: Stored) -> Fit:
    """Read a stored document; strictly when it was made for another signature than today's."""
    if not isinstance(stored.arguments, Mapping):
        return Fit(document={}, faults={(): _("Arguments must be a JSON object.")})
    document = codec.today(stored.arguments)
    if _is_current(codec, stored):
        return _as_it_is(codec, document)
    signature = stored.signature if isinstance(stored.signature, Mapping) else {}
    return _strictly(codec, document, codec.today(signature))


def fitting(codec: Arguments, stored: Stored) -> dict[str, Any]:
    """The document for today's signature; `Unfit` says in words what has changed.

    One that was made for this very signature is left to the codec's own check.
    """
    if _is_current(codec, stored):
        document: dict[str, Any] = stored.arguments
        return document
    found = fit(codec, stored)
    if found.faults:
        raise Unfit(found.faults)
    return found.document


def call(codec: Arguments, stored: Stored) -> Call:
    """The call that a stored document stands for; `ArgumentsError` as `fitting` raises it."""
    return codec.call(fitting(codec, stored))


def changes(codec: Arguments, stored: Stored) -> list[str]:
    """What has changed in the signature since the document was made, in words."""
    if _is_current(codec, stored) or not isinstance(stored.signature, Mapping):
        return []
    before = codec.today(stored.signature)
    if not before:
        return []
    now = codec.signature
    found = [_("%(name)s is gone") % {"name": name} for name in before if name not in now]
    for each in codec.parameters:
        words = _since(each, before, now)
        if words:
            found.append(f"{each.name} {words}")
    return found


def _is_current(codec: Arguments, stored: Stored) -> bool:
    # Without a fingerprint it was written by hand: whoever did it meant the code there was.
    return stored.fingerprint in ("", codec.fingerprint)


def _as_it_is(codec: Arguments, document: dict[str, Any]) -> Fit:
    try:
        codec.decode(document)
    except ArgumentsError as error:
        unfit = {path[0] for path in error.errors if path}
        kept = {name: value for name, value in document.items() if name not in unfit}
        return Fit(document=kept, faults=error.errors)
    return Fit(document=document, faults={})


def _strictly(codec: Arguments, document: dict[str, Any], before: Mapping[str, Any]) -> Fit:
    faults: dict[Path, str] = {}
    kept: dict[str, Any] = {}
    now = codec.signature
    for each in codec.parameters:
        if each.name not in document:
            if each.required:
                faults[(each.name,)] = _asked(each, before)
            continue
        errors = Errors()
        changed = type_in(before, each.name) != type_in(now, each.name)
        data = kept_as(each.node, document[each.name], errors, changed=changed)
        if data is INVALID or _quotes_read_differently(each, data, before):
            faults |= _said(each, errors, before, now)
        else:
            kept[each.name] = data
    for name in document:
        if name not in now:
            faults[(name,)] = _("is gone") if name in before else _("is no argument of the task")
    _check(codec, kept, faults)
    return Fit(document=kept, faults=faults)


def _quotes_read_differently(each: Parameter, data: Any, before: Mapping[str, Any]) -> bool:
    # A required text marks an empty one by two quotes, which mean themselves to an optional one.
    if not isinstance(data, str) or not data or data.strip('"'):
        return False
    return each.name not in before or had_default(before, each.name) == each.required


def _check(codec: Arguments, kept: dict[str, Any], faults: dict[Path, str]) -> None:
    """Add what is wrong with the arguments together; each alone has been judged."""
    known = {path[0] for path in faults if path}
    try:
        codec.decode(kept)
    except ArgumentsError as error:
        for path, message in error.errors.items():
            if not path or path[0] not in known:
                faults[path] = message
                kept.pop(str(path[0]) if path else "", None)


def _said(
    each: Parameter, errors: Errors, before: Mapping[str, Any], now: Mapping[str, Any]
) -> dict[Path, str]:
    was, today = type_in(before, each.name), type_in(now, each.name)
    if was != today and was and today:
        return {(each.name,): _("was %(was)s, is now %(now)s") % {"was": was, "now": today}}
    found = {(each.name, *path): message for path, message in errors.items()}
    return found or {(each.name,): _("is read differently now")}


def _asked(each: Parameter, before: Mapping[str, Any]) -> str:
    if each.name in before:
        return _("has no default any more: give a value")
    return _("is new and required")


def _since(each: Parameter, before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    if each.name not in before:
        return _("is new and required") if each.required else _("is new")
    was, today = type_in(before, each.name), type_in(now, each.name)
    if was != today:
        words = {"was": was or _("not typed"), "now": today or _("not typed")}
        return _("was %(was)s, is now %(now)s") % words
    if had_default(before, each.name) and each.required:
        return _("has no default any more")
    return ""
