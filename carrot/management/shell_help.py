"""What a task takes, for people at a shell: made from its signature."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

from carrot.management.shell_call import is_flag, takes_several
from carrot.tasks import Task
from carrot.tasks.nodes.field import EMPTY
from carrot.tasks.nodes.listed import filled
from carrot.tasks.parameters import Parameter
from carrot.tasks.spelling import shown_text

WIDTH = 96
_INDENT = " " * 6


def help_of(task: Task) -> str:
    """The help of `manage.py carrot_send TASK --help`."""
    codec = task.arguments
    lines = [f"usage: manage.py carrot_send {task.name} {_usage(codec.parameters)}".rstrip(), ""]
    lines += [line for line in (codec.summary, codec.problem) if line]
    if codec.parameters:
        lines += ["", "arguments:"]
    for each in codec.parameters:
        lines += _entry(each)
    return "\n".join(lines)


def _usage(parameters: tuple[Parameter, ...]) -> str:
    return " ".join(_given(each) if each.required else f"[{_given(each)}]" for each in parameters)


def _given(parameter: Parameter) -> str:
    if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
        return _option(parameter)
    if is_flag(parameter.node):
        return f"--{parameter.name}|--no-{parameter.name}"
    by_name = parameter.kind is not inspect.Parameter.VAR_KEYWORD
    several = " ..." if by_name and takes_several(parameter.node) else ""
    return f"{_option(parameter)} VALUE{several}"


def _option(parameter: Parameter) -> str:
    if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
        return f"{parameter.name.upper()}..."
    if parameter.kind is inspect.Parameter.VAR_KEYWORD:
        return "--NAME"
    return f"--{parameter.name}"


def _entry(each: Parameter) -> Iterator[str]:
    facts = [each.type or "any value"]
    if each.required:
        facts.append("required")
    elif each.default is not EMPTY:
        facts.append(f"default {shown_text(each.default)}")
    yield f"  {_option(each)}  {', '.join(facts)}"
    choices = _choices(filled(each.node.schema()))
    offered = f"One of {', '.join(choices)}." if choices else ""
    texts = (each.help, each.node.hint, each.note, offered)
    for text in filter(None, texts):
        yield from textwrap.wrap(text, WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT)


def _choices(schema: dict[str, Any]) -> list[str]:
    items = schema.get("items", schema)
    return [str(each["value"]) for each in items.get("choices", []) if each["value"] != ""]
