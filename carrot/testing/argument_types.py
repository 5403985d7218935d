"""The laws of an argument's type, checked: for plugins that serve one, and for carrot itself."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from typing import Any

from carrot.exceptions import ArgumentsError, Path
from carrot.tasks import dialect
from carrot.tasks.nodes import INVALID, Errors, Node, node_for
from carrot.tasks.nodes.base import definitions_in, inside
from carrot.tasks.nodes.field import EMPTY, Field
from carrot.tasks.nodes.listed import filled
from carrot.tasks.nodes.reading import CHECKING, Reading
from carrot.tasks.nodes.secrets import kept_in
from carrot.tasks.shape import fits
from carrot.testing.exactness import exactly

JUNK: tuple[Any, ...] = (
    *(None, "", " ", "x", '""', "\ud800", "\x00", "__proto__", 0, -1, 1.5, True, False),
    *(2**63, 10**400, 1e308, float("nan"), float("inf"), [], [None], [[]], {}, {"x": 1}),
    *([{}], [{"key": 1}], {"__type__": "None"}, {"__type__": "x", "value": 1}, {"__type__": []}),
    *({"__type__": "int"}, {"constructor": 1}, {"amount": []}, "2" * 2000, "2030-02-30"),
)
"""Data that no form and no message should bring, and that somebody sends all the same."""


def check_laws(annotation: Any, values: Iterable[Any], *, bad: Iterable[Any] = ()) -> None:
    """Hold the type of an annotation to what forms, messages and workers rely on.

    `values` are some of its values, `bad` is JSON that it has to refuse. Raises an
    `AssertionError` that names the law which is broken, and for what.

    - A value that is encoded, sent as JSON and decoded is the same, to the last type inside.
    - What the form shows for a value, sent back untouched, is that value.
    - The schema is one that the form can show, and made anew each time.
    - A blank form is the default, or says what is missing.
    - Whatever arrives is a value or an error with a place; nothing raises.
    - Nothing that is given is changed.
    """
    node = annotation if isinstance(annotation, Node) else node_for(annotation)
    _law(not node.fault, f"It can be filled in: {node.fault}")
    _schema(node)
    _blank(node)
    for value in values:
        _value(node, value)
        _default(node, value)
        for data in _spoilt(node.encode(value)):
            _arrival(node, data)
    for data in JUNK:
        _arrival(node, data)
    for data in bad:
        errors, found = _read(node, data)
        _law(bool(errors) and found is INVALID, f"{data!r} is refused, and not taken as {found!r}")
        _law(all(text.strip() for text in errors.values()), f"It says what is wrong with {data!r}")


def _law(holds: object, text: str) -> None:
    if not holds:
        raise AssertionError(f"This law is broken: {text}")


def _read(node: Node, data: Any, reading: Reading = CHECKING) -> tuple[Errors, Any]:
    errors = Errors(reading)
    return errors, node.decode(data, ("x",), errors)


def _schema(node: Node) -> None:
    raw = node.schema()
    schema = filled(raw)
    for path, fault in dialect.faults(schema, root={"$defs": definitions_in([node])}):
        _law("", f"The form can show its schema; at {path}: {fault}")
    _spoil(raw)
    _law(filled(node.schema()) == schema, "Its schema is made anew each time")


def _spoil(schema: Any) -> None:
    for each in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(each, dict | list):
            _spoil(each)
    schema.clear()


def _blank(node: Node) -> None:
    shown = node.blank()
    _law(
        fits(node.schema(), _travelled(shown), root=definitions_in([node])),
        f"Its blank fits: {shown}",
    )
    errors, value = _read(node, _travelled(shown))
    _law(bool(errors) == (value is INVALID), "Its blank is a value, or refused with a reason")
    required = Field(name="x", node=node.when_required(), required=True)
    errors = Errors()
    value = required.decode(required.form(), ("x",), errors)
    _law(value is not EMPTY, "A required one is not left out")
    _law(errors or value is not INVALID, "A required one that is blank is said to be missing")


def _value(node: Node, value: Any) -> None:
    before = copy.deepcopy(value)
    encoded = node.encode(value)
    _law(exactly(value, before), f"Encoding does not change {before!r}")
    _law(node.encode(value) == encoded, f"{value!r} is always encoded in the same way")
    travelled = _travelled(encoded)
    errors, back = _read(node, travelled)
    _law(exactly(back, value), f"{value!r} arrives as it was sent, not as {back!r} {errors or ''}")
    _law(travelled == _travelled(encoded), f"Decoding does not change {encoded!r}")
    fitting = node.fitting(encoded)
    shown = _travelled(fitting.form(encoded))
    _law(
        fits(fitting.schema(), shown, root=definitions_in([fitting])),
        f"The form of {value!r} fits its schema: {shown!r}",
    )
    errors, back = _read(
        node, shown, Reading(from_browser=True, kept=kept_in(inside(node), encoded))
    )
    _law(exactly(back, value), f"{value!r} survives its form, and is not {back!r} {errors or ''}")


def _default(node: Node, value: Any) -> None:
    before = copy.deepcopy(value)
    field = Field(name="x", node=node, required=False, default=value)
    kept = kept_in(inside(node), field.encoded_default)
    errors = Errors(Reading(from_browser=True, kept=kept))
    stored = field.submitted(_travelled(field.form()), ("x",), errors)
    _law(not errors, f"An untouched default {value!r} is no error: {errors}")
    _law(stored is EMPTY, f"An untouched default {value!r} is not stored, as {stored!r} is")
    _law(exactly(value, before), f"A default {before!r} is never changed")


def _arrival(node: Node, data: Any) -> None:
    before = repr(data)
    for reading in (CHECKING, Reading(from_browser=True)):
        errors, value = _read(node, data, reading)
        _law(repr(data) == before, f"Decoding does not change {before}")
        _law(bool(errors) == (value is INVALID), f"{data!r} is a value, or an error: {value!r}")
        _law(all(path[:1] == ("x",) for path in errors), f"What is wrong with {data!r} has a place")
    if value is not INVALID:
        _again(node, value, data)
    try:
        shown = node.fitting(data).form(data)
    except Exception as error:
        raise AssertionError(
            f"This law is broken: whatever is stored is shown: {data!r}"
        ) from error
    fitting = node.fitting(data)
    _law(
        fits(fitting.schema(), shown, root=definitions_in([fitting]), loosely=True),
        f"What is shown for {data!r} fits its schema: {shown!r}",
    )


def _again(node: Node, value: Any, data: Any) -> None:
    try:
        encoded = node.encode(value)
    except ArgumentsError as error:
        raise AssertionError(f"This law is broken: what is decoded can be sent: {error}") from error
    _law(_read(node, _travelled(encoded))[1] == value, f"What {data!r} is, it stays: {value!r}")


def _travelled(data: Any) -> Any:
    """The data as another process reads it."""
    return json.loads(json.dumps(data, allow_nan=False))


def _spoilt(data: Any) -> Iterator[Any]:
    """The data with one thing in it exchanged, left out or added, at every place once."""
    junks: tuple[Any, ...] = (None, "x", -1, [], {"x": 1})
    for path in _places(data):
        for junk in junks:
            yield _with(data, path, junk)
    if isinstance(data, dict):
        yield {**data, "__proto__": {}}
        for name in data:
            yield {key: each for key, each in data.items() if key != name}


def _places(data: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    inner = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for step, each in inner:
        yield from _places(each, (*path, step))


def _with(data: Any, path: Path, junk: Any) -> Any:
    if not path:
        return junk
    changed = copy.copy(data)
    changed[path[0]] = _with(data[path[0]], path[1:], junk)
    return changed
