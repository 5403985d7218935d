"""Addresses: the URLs of pydantic, but for those that a browser would run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from pydantic import AnyUrl

from carrot.exceptions import Path
from carrot.tasks.nodes.base import Errors, Node
from carrot.tasks.nodes.constrained import CheckedNode
from carrot.tasks.nodes.context import Context, type_name
from carrot.tasks.nodes.json_typed import typed_json

_RUNNING = ("javascript", "data", "vbscript")


@dataclass(frozen=True)
class AddressNode(CheckedNode):
    """A URL. What would run in a browser, when somebody shows it as a link, is refused."""

    def _checked(self, value: Any, path: Path, errors: Errors) -> Any:
        if value.scheme in _RUNNING:
            said = _("An address that begins with %(scheme)s: is not taken.")
            return errors.add(path, said % {"scheme": value.scheme})
        return value


def address(annotation: Any, context: Context) -> Node | None:
    """The node of a URL of pydantic."""
    if not isinstance(annotation, type) or not issubclass(annotation, AnyUrl):
        return None
    box = typed_json(annotation, type_name(annotation), "")
    return None if box is None else AddressNode(box)
