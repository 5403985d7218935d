"""What may be left out of a form although its control cannot be blank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from carrot.exceptions import Path
from carrot.tasks.nodes.base import Errors, Node
from carrot.tasks.nodes.containers import inner_schema
from carrot.tasks.nodes.unions import TAG
from carrot.tasks.nodes.wrapping import WrappingNode

LEFT_OUT = "(left out)"
GIVEN = "(given)"


@dataclass(frozen=True)
class OmittableNode(WrappingNode):
    """A value that may be left out, for controls that cannot be blank: a choice between the two.

    What is left out is for the code to fill in: by a default that no form can show.
    """

    @property
    def requirable(self) -> bool:
        return False

    def schema(self) -> dict[str, Any]:
        value = {"title": _("Value"), **inner_schema(self.inner)}
        return {
            "oneOf": [
                _branch(LEFT_OUT, _("left out"), {}),
                _branch(GIVEN, _("given"), {"value": value}),
            ]
        }

    def blank(self) -> Any:
        return {TAG: LEFT_OUT}

    def decode(self, data: Any, path: Path, errors: Errors) -> Any:
        if isinstance(data, dict) and data.get(TAG) == GIVEN:
            return self.inner.decode(data.get("value"), (*path, "value"), errors)
        if self.is_blank(data):
            return errors.add(path, _("Give a value."))
        return self.inner.decode(data, path, errors)

    def form(self, data: Any) -> Any:
        return {TAG: GIVEN, "value": self.inner.form(data)}

    def is_blank(self, data: Any) -> bool:
        return isinstance(data, dict) and data.get(TAG) == LEFT_OUT


def _branch(tag: str, title: str, value: dict[str, Any]) -> dict[str, Any]:
    mark = {"type": "string", "const": tag, "widget": "hidden"}
    return {"type": "object", "title": title, "properties": {TAG: mark, **value}}


def omittable(node: Node) -> Node:
    """The node for a value that may be left out without a default that is known."""
    asking = node.when_optional()
    return asking if asking.requirable else OmittableNode(node)
