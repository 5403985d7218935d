"""A task's arguments as somebody types them in a shell."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from carrot.exceptions import ArgumentsError
from carrot.tasks import Task
from carrot.tasks.json_text import load_json
from carrot.tasks.nodes import INVALID, Errors, Node
from carrot.tasks.parameters import Parameter

OPTIONS = ("queue", "priority", "json")
_YES_NO = ("true", "false")
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(kw_only=True)
class ShellCall:
    """What was typed, put together: values by position, by name, and as a document."""

    task: Task
    values: list[str] = field(default_factory=list)
    named: dict[str, list[str]] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)

    @property
    def queue(self) -> str:
        return self.options.get("queue", "")

    def whole_priority(self) -> int | None:
        text = self.options.get("priority")
        if text is None:
            return None
        if not text.isdecimal():
            raise ArgumentsError(f"--priority {text}: give a whole number from 0 to 31")
        return int(text)

    def document(self) -> dict[str, Any]:
        """The arguments document; whether it fits as a whole is for publishing to say."""
        text = self.options.get("json")
        document = load_json(text) if text is not None else {}
        if not isinstance(document, dict):
            raise ArgumentsError("--json takes a JSON object of arguments by name")
        parameters = self.task.arguments.parameters
        self._add_positional(document, [each for each in parameters if each.kind in _POSITIONAL])
        by_name = {each.name: each for each in parameters}
        rest = _of_kind(parameters, inspect.Parameter.VAR_KEYWORD)
        for name, values in self.task.arguments.today(self.named).items():
            parameter = by_name.get(name)
            if parameter is not None:
                _put(document, name, _values(parameter.node, name, values))
            elif rest is not None:
                pair = _value(rest.node, _single(name, values), _pair(name))
                document.setdefault(rest.name, []).extend(pair)
            else:
                raise ArgumentsError({(name,): "The task has no argument of this name"})
        return document

    def _add_positional(self, document: dict[str, Any], places: Sequence[Parameter]) -> None:
        for parameter, value in zip(places, self.values, strict=False):
            _put(document, parameter.name, _value(parameter.node, value))
        surplus = self.values[len(places) :]
        rest = _of_kind(self.task.arguments.parameters, inspect.Parameter.VAR_POSITIONAL)
        if surplus and rest is None:
            raise ArgumentsError(f"Takes {len(places)} values, {len(self.values)} were given")
        if rest is not None and surplus:
            items = [_value(rest.node, value, lambda data: [data])[0] for value in surplus]
            _put(document, rest.name, items)


def asks_for_help(task: Task, typed: Sequence[str]) -> bool:
    """Whether somebody wants to know what the task takes, and it takes no `help` itself."""
    names = {each.name for each in task.arguments.parameters}
    return "--help" in typed and "help" not in names


def read(task: Task, typed: Sequence[str], options: Mapping[str, str]) -> ShellCall:
    """Tell apart what was typed behind the task's name: its arguments, and ours."""
    call = ShellCall(task=task, options=dict(options))
    by_name = {each.name: each for each in task.arguments.parameters}
    rest = list(typed)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            call.values.append(word)
            continue
        name, equals, value = word[2:].partition("=")
        name = name if name in by_name else name.replace("-", "_")
        if not equals:
            name, value = _following(word, name, rest, by_name)
        if name in OPTIONS and name not in by_name:
            call.options[name] = value
        else:
            call.named.setdefault(name, []).append(value)
    return call


def _following(
    word: str, name: str, rest: list[str], by_name: Mapping[str, Parameter]
) -> tuple[str, str]:
    """The name and the value of an option without an equals sign: what follows, or yes or no."""
    flag = by_name.get(name)
    if flag is not None and is_flag(flag.node) and (not rest or rest[0] not in _YES_NO):
        return name, "true"
    denied = by_name.get(name.removeprefix("no_"))
    if flag is None and denied is not None and is_flag(denied.node):
        return denied.name, "false"
    if not rest:
        raise ArgumentsError(f"{word} has no value; write {word} VALUE")
    return name, rest.pop(0)


def is_flag(node: Node) -> bool:
    """Whether it takes yes and no, and no text."""
    yes, no, text = (_decoded(node, data) for data in (True, False, "text"))
    return (yes, no) == (True, False) and text is INVALID


def _pair(name: str) -> Callable[[Any], Any]:
    return lambda data: [{"key": name, "value": data}]


def _put(document: dict[str, Any], name: str, value: Any) -> None:
    if name in document:
        raise ArgumentsError({(name,): "Given twice"})
    document[name] = value


def _values(node: Node, name: str, texts: Sequence[str]) -> Any:
    """What an option that was given once, or several times, stands for."""
    if len(texts) == 1:
        whole = _value(node, texts[0])
        if _decoded(node, whole) is not INVALID:
            return whole
    items = [_value(node, text, lambda data: [data])[0] for text in texts]
    if _decoded(node, items) is not INVALID or takes_several(node):
        return items
    return _value(node, _single(name, texts))


def _single(name: str, texts: Sequence[str]) -> str:
    if len(texts) > 1:
        raise ArgumentsError({(name,): "Given twice"})
    return texts[0]


def takes_several(node: Node) -> bool:
    """Whether it takes a list, and no text."""
    return _decoded(node, []) is not INVALID and _decoded(node, "text") is INVALID


def _value(node: Node, text: str, wrap: Callable[[Any], Any] = lambda data: data) -> Any:
    """The value as JSON if it is that and fits, else as text; wrapped as the node expects it."""
    try:
        data = load_json(text)
    except ArgumentsError:
        return wrap(text)
    fits, as_text = _decoded(node, wrap(data)) is not INVALID, _decoded(node, wrap(text))
    # 12.50 is exact as a Decimal only while it is text.
    exact = isinstance(data, float) and _is_exact(as_text)
    return wrap(text if exact or (not fits and as_text is not INVALID) else data)


def _is_exact(value: Any) -> bool:
    """Whether it is a Decimal, or the one that its list has."""
    items = value if isinstance(value, Collection) and not isinstance(value, str) else [value]
    return any(isinstance(each, Decimal) for each in items)


def _decoded(node: Node, data: Any) -> Any:
    errors = Errors()
    value = node.decode(data, (), errors)
    return INVALID if errors else value


def _of_kind(parameters: Sequence[Parameter], kind: inspect._ParameterKind) -> Parameter | None:
    return next((each for each in parameters if each.kind is kind), None)
