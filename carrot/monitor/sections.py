"""What stands on the page of a message: the core's sections and plugins', in one order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest

from carrot.models import MessageLog
from carrot.monitor.cells import Cell, cell
from carrot.monitor.text import plain
from carrot.plugins import calls, declarations
from carrot.plugins.extensions import Link, Section

WIDE = 200
"""Sections of a lower order stand in the wide part of the page, all others beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreSection(Section):
    """A section of the core, drawn by a template of its own."""

    rows: Mapping[str, object] = field(default_factory=dict)
    template_name: str

    def checked(self) -> CoreSection:
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestSection:
    """A section of a plugin with its values as people read them, or with what went wrong."""

    title: str
    cells: list[Cell]
    note: str = ""
    failed: bool = False
    order: int = 500
    template_name: str = "carrot/messages/section.html"


declarations.core(
    Section,
    CoreSection(title="Arguments", template_name="carrot/messages/arguments.html", order=100),
    CoreSection(title="Result", template_name="carrot/messages/result.html", order=110),
    CoreSection(title="Log", template_name="carrot/messages/log.html", order=120),
    CoreSection(title="Facts", template_name="carrot/messages/facts.html", order=200),
    CoreSection(title="Attempts", template_name="carrot/messages/attempts.html", order=210),
)


def shown(request: HttpRequest, log: MessageLog) -> dict[str, list[CoreSection | GuestSection]]:
    """The sections of a message's page: those in its `wide` part, and those `beside` it."""
    core = [each for _, each in declarations.every(Section) if isinstance(each, CoreSection)]
    given = calls.gather("log_sections", Section, request=request, log=log)
    every: list[CoreSection | GuestSection] = [*core, *map(_guest, given)]
    every.sort(key=lambda each: (each.order, str(each.title)))
    return {
        "wide": [each for each in every if each.order < WIDE],
        "beside": [each for each in every if each.order >= WIDE],
    }


def _guest(given: calls.Contribution[Section]) -> GuestSection:
    section = given.value
    if section is None:
        return GuestSection(title=f"Plugin {given.plugin}", cells=[], note=given.error, failed=True)
    return GuestSection(
        title=str(section.title),
        cells=[_cell(name, value) for name, value in section.rows.items()],
        note=str(section.note),
        order=section.order,
    )


def _cell(name: str, value: object) -> Cell:
    if isinstance(value, Link):
        return Cell(label=name, text=plain(value.label), url=value.url)
    return cell(name, value)
