"""The types that plugins serve: from what they declared to the nodes of annotations."""

from __future__ import annotations

from typing import Any

from carrot.exceptions import dotted
from carrot.plugins import declarations, problems
from carrot.plugins.argument_types import ArgumentType
from carrot.tasks import dialect
from carrot.tasks.nodes import factory
from carrot.tasks.nodes.base import Node
from carrot.tasks.nodes.context import Context
from carrot.tasks.nodes.plugged import PluggedNode, blank, plain
from carrot.tasks.shape import fits

_served: dict[type[Any], tuple[str, ArgumentType]] = {}


def collect() -> None:
    """Serve every type that plugins declared, from nothing; what no form can show is left out."""
    _served.clear()
    factory.register(_plugged)
    for plugin, declared in declarations.of(ArgumentType):
        fault = _fault(declared)
        if fault:
            problems.add(
                f"The plugin {plugin!r} declares the ArgumentType {declared.key!r}, which no form "
                f"can show: {fault}; mend its schema"
            )
        else:
            _served[declared.type] = plugin, declared


def _plugged(annotation: Any, context: Context) -> Node | None:
    """The node of a class that a plugin serves, itself or by the nearest of its bases."""
    if not _served or not isinstance(annotation, type):
        return None
    for kind in annotation.__mro__:
        found = _served.get(kind)
        if found is not None and (kind is annotation or found[1].subclasses):
            return PluggedNode(*found, kind=annotation)
    return None


def _fault(declared: ArgumentType) -> str:
    try:
        schema = plain(declared.schema)
        for path, fault in dialect.faults(schema):
            return f"{dotted(path)}: {fault}" if path else fault
        if not fits(schema, blank(declared)):
            return f"its blank, {declared.blank!r}, is not what the schema shows"
    except Exception as error:  # lazy texts, and data of somebody's own classes
        return f"{type(error).__name__}: {error}"
    return ""
