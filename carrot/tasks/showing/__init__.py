"""Arguments as people may see them, by whatever way: secrets hidden, and as plugins say.

Public: whoever shows arguments of a message or a schedule takes them from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from carrot.tasks import registry
from carrot.tasks.showing.documents import HIDDEN, hidden
from carrot.tasks.showing.formatting import formatted

__all__ = ["Call", "shown_arguments", "shown_document"]

MOST = 50_000
"""About how many values of a document plugins are asked."""


class Call(Protocol):
    """What keeps the arguments of a task: a schedule, a message."""

    @property
    def task(self) -> str: ...
    @property
    def arguments(self) -> Any: ...
    @property
    def signature(self) -> Any: ...


def shown_arguments(call: Call, *, most: int = MOST) -> Any:
    """The arguments of a message or schedule as JSON data for people."""
    return shown_document(call.task, call.arguments, call.signature, most=most)


def shown_document(
    task: str, document: object, signature: object = None, *, most: int = MOST
) -> Any:
    """The same of a document that was made for a task when that had this signature.

    What its task says is secret is hidden, what has the name of a secret, and what the code has
    no argument for any more and was a secret by the signature of then. Plugins are asked about
    each value, of very large documents about the first `most`; what comes after those is not
    shown.
    """
    if not isinstance(document, Mapping):
        return formatted(task, hidden(document), most)
    found = registry.find(task)
    shown = dict(document)
    if found is not None:
        shown = found.arguments.veiled(shown, lambda text: HIDDEN)
    types = signature if isinstance(signature, Mapping) else {}
    known = found.arguments.signature if found is not None else {}
    for name in shown:
        if name not in known and "Secret" in str(types.get(name, "")):
            shown[name] = HIDDEN
    return formatted(task, hidden(shown), most)
