"""An annotation in few words, the same in every process: what people are told has changed."""

from __future__ import annotations

import re
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from carrot.tasks.nodes.context import type_name

# What stands before the last name of a dotted one, outside of quotes.
_MODULE = re.compile(r"""('[^']*'|"[^"]*")|(?:[^\W\d]\w*\.)+(?=[^\W\d])""")
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def annotation_text(annotation: Any) -> str:
    """The type as one writes it, without modules and without what `Annotated` adds."""
    try:
        text = _written(annotation)
    except Exception:  # __repr__ of somebody's own
        text = type(annotation).__name__
    return _ADDRESS.sub("", _MODULE.sub(lambda match: match[1] or "", text))


def _written(annotation: Any) -> str:
    origin, inside = get_origin(annotation), get_args(annotation)
    if annotation is None or annotation is NoneType:
        return "None"
    if annotation is Ellipsis:
        return "..."
    if isinstance(annotation, str):
        return annotation
    if isinstance(annotation, list):  # the arguments of a Callable
        return f"[{', '.join(map(_written, annotation))}]"
    if origin is Annotated:
        return _written(inside[0])
    if origin in (Union, UnionType):
        return " | ".join(map(_written, inside))
    if inside and origin is not Literal:
        return f"{type_name(origin)}[{', '.join(map(_written, inside))}]"
    return type_name(annotation)
