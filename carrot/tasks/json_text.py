"""JSON as carrot takes it from outside: strict, finite, and never deeper than it can handle."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, NoReturn

from carrot import conf
from carrot.exceptions import ArgumentsError, Path

DEPTH = 64
KEYS = 10_000
DIGITS = 1000
LARGEST = 10**DIGITS
"""Python itself refuses to write numbers of more than 4,300 digits."""


def load_json(text: str) -> Any:
    """The value of a JSON text; `ArgumentsError` for all that is not plain, finite, modest JSON."""
    size, limit = len(text.encode("utf-8", "replace")), conf.get().max_arguments
    if size > limit:
        raise ArgumentsError(f"These arguments take {size:,} bytes; {limit:,} are allowed")
    _refuse_depth(text)
    try:
        value = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
    except ValueError as error:
        raise ArgumentsError(f"This is not JSON: {error}") from error
    for path, fault in faults(value):
        raise ArgumentsError({path: fault})
    return value


def dump_json(value: Any, *, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)


def show_json(data: Any, *, indent: int | None = None) -> str:
    """Any data as text for a field, even what is no JSON and does not fit there."""
    try:
        return dump_json(data, indent=indent)
    except (TypeError, ValueError, RecursionError):
        return f"<{type(data).__name__}>"


def faults(value: Any) -> Iterator[tuple[Path, str]]:
    """What keeps a value from being plain JSON that every database can store, with its place."""
    keys = 0
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:
        path, here = waiting.pop()
        if len(path) > DEPTH:
            yield path[:DEPTH], f"Nested deeper than {DEPTH} levels"
            return
        if isinstance(here, dict):
            keys += len(here)
            waiting.extend(((*path, str(key)), each) for key, each in here.items())
        elif isinstance(here, list):
            waiting.extend(((*path, number), each) for number, each in enumerate(here))
        fault = _fault(here)
        if fault:
            yield path, fault
        if keys > KEYS:
            yield (), f"More than {KEYS:,} keys"
            return


def text_fault(text: str) -> str:
    """Why a text cannot be stored, or nothing. PostgreSQL takes neither of the two."""
    if "\x00" in text:
        return "A text cannot hold the NUL character"
    # A lone surrogate comes from "\ud800" in JSON; no database driver can encode it.
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "A text cannot hold half of a surrogate pair"
    return ""


def _fault(here: Any) -> str:
    if isinstance(here, str):
        return text_fault(here)
    if isinstance(here, float):
        return "" if math.isfinite(here) else f"{here} is not a number that JSON knows"
    if isinstance(here, dict):
        return next(filter(None, map(_key_fault, here)), "")
    if isinstance(here, int) and abs(here) >= LARGEST:
        return f"A number of more than {DIGITS} digits"
    if here is None or isinstance(here, int | list):
        return ""
    return f"{type(here).__name__} is not a JSON type"


def _key_fault(key: Any) -> str:
    return text_fault(key) if isinstance(key, str) else f"The key {key!r} is not a text"


def _refuse_depth(text: str) -> None:
    # The parser recurses: 100,000 "[" would exhaust the stack. Counting first costs little, and
    # brackets inside texts are not counted.
    depth, inside, escaped = 0, False, False
    for character in text:
        if inside:
            inside, escaped = escaped or character != '"', character == "\\" and not escaped
        elif character == '"':
            inside = True
        elif character in "[{":
            depth += 1
            if depth > DEPTH:
                raise ArgumentsError(f"Nested deeper than {DEPTH} levels")
        elif character in "]}":
            depth -= 1


def _refuse_constant(name: str) -> NoReturn:
    raise ArgumentsError(f"{name} is not a number that JSON knows")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ArgumentsError(f"{text} is too large for a number")
    return value
