"""The tasks as people look for them: by module, with what they take and what they do."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from carrot.monitor.text import shorten
from carrot.tasks import Task, registry
from carrot.tasks.nodes.field import EMPTY
from carrot.tasks.parameters import Parameter
from carrot.tasks.spelling import value_text

LONGEST = 400
_STARS: dict[object, str] = {
    inspect.Parameter.VAR_POSITIONAL: "*",
    inspect.Parameter.VAR_KEYWORD: "**",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A task's line. `problem` says why nobody can fill in a form for it, mostly nothing."""

    name: str
    label: str
    module: str
    summary: str
    signature: str
    queue: str
    priority: int
    problem: str
    schedules: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A parameter of a task. `note` says what is unusual about its field, mostly nothing."""

    name: str
    type: str
    default: str
    required: bool
    help: str
    note: str


def entry(task: Task, schedules: int = 0) -> Entry:
    codec = task.arguments
    return Entry(
        name=task.name,
        label=task.label,
        module=task.module,
        summary=codec.summary,
        signature=_signature(task),
        queue=task.queue,
        priority=task.priority,
        problem=codec.problem,
        schedules=schedules,
    )


def modules() -> list[tuple[str, list[Entry]]]:
    """All tasks, by module."""
    return by_module(entry(task) for task in registry.every())


def by_module(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """The entries in groups, both in alphabetical order."""
    found = sorted(entries, key=attrgetter("module", "label"))
    return [(name, list(group)) for name, group in groupby(found, key=attrgetter("module"))]


def matches(found: Entry, term: str) -> bool:
    """Whether every word of the term is in the task's name or first line."""
    text = f"{found.name} {found.summary}".lower()
    return all(word in text for word in term.lower().split())


def parameters(task: Task) -> list[Line]:
    """What the task takes, in the order of its signature."""
    return [
        Line(
            name=_STARS.get(each.kind, "") + each.name,
            type=shorten(each.type, LONGEST),
            default=_default(each),
            required=each.required,
            help=" ".join(filter(None, (each.help, each.node.hint))),
            note=" ".join(filter(None, (each.note, each.node.fault))),
        )
        for each in task.arguments.parameters
    ]


def _default(parameter: Parameter) -> str:
    return "" if parameter.default is EMPTY else shorten(value_text(parameter.default), LONGEST)


def _signature(task: Task) -> str:
    written = []
    for each in task.arguments.parameters:
        kind, default = shorten(each.type, LONGEST), _default(each)
        text = _STARS.get(each.kind, "") + each.name + (f": {kind}" if kind else "")
        written.append(text + (f"{' = ' if kind else '='}{default}" if default else ""))
    return shorten(f"({', '.join(written)})", LONGEST)
