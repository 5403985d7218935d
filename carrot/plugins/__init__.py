"""The public plugin API: the marker, and what hooks return."""

from carrot.plugins.argument_types import ArgumentType
from carrot.plugins.extensions import Action, Card
from carrot.plugins.markers import hookimpl

__all__ = ["Action", "ArgumentType", "Card", "hookimpl"]
