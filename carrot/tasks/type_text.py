"""An annotation in few words, the same in every process: what people are told has changed."""

from __future__ import annotations

import re
import typing
from typing import Annotated, Any

from carrot.tasks.nodes.context import type_name

_PREFIX = re.compile(r"\b(?:[A-Za-z_]\w*\.)+(?=[A-Za-z_])")
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def annotation_text(annotation: Any) -> str:
    """The type as one writes it, without modules and without what `Annotated` adds."""
    if annotation is None:
        return "None"
    while typing.get_origin(annotation) is Annotated:
        annotation = annotation.__origin__
    try:
        text = annotation if isinstance(annotation, str) else type_name(annotation)
    except Exception:  # __repr__ of somebody's own
        text = type(annotation).__name__
    return _ADDRESS.sub("", _PREFIX.sub("", text))
