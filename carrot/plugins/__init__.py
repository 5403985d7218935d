"""The public plugin API: the marker, and what hooks return."""

from carrot.plugins.argument_types import ArgumentType
from carrot.plugins.extensions import Action, Card, Result
from carrot.plugins.markers import hookimpl
from carrot.plugins.panels import Panel, TablePanel

__all__ = ["Action", "ArgumentType", "Card", "Panel", "Result", "TablePanel", "hookimpl"]
