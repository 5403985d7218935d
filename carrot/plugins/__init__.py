"""The public plugin API: the marker, and what hooks return."""

from carrot.plugins.admission import PluginRefused
from carrot.plugins.argument_types import ArgumentType
from carrot.plugins.charts import Chart, ChartPanel, Series
from carrot.plugins.columns import Column
from carrot.plugins.configuration import settings_of
from carrot.plugins.extensions import Action, Button, Card, Link, Result, Section
from carrot.plugins.given import Call
from carrot.plugins.markers import hookimpl
from carrot.plugins.panels import Panel, TablePanel
from carrot.plugins.version import API_VERSION

__all__ = [
    "API_VERSION",
    "Action",
    "ArgumentType",
    "Button",
    "Call",
    "Card",
    "Chart",
    "ChartPanel",
    "Column",
    "Link",
    "Panel",
    "PluginRefused",
    "Result",
    "Section",
    "Series",
    "TablePanel",
    "hookimpl",
    "settings_of",
]
