"""The types that docstrings name: words, never code that is run."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final, Literal, Optional
from uuid import UUID

_WORDS: Final[dict[str, Any]] = {
    **dict.fromkeys(("int", "integer"), int),
    **dict.fromkeys(("str", "string", "text", "unicode"), str),
    **dict.fromkeys(("bool", "boolean"), bool),
    **dict.fromkeys(("float", "double"), float),
    **dict.fromkeys(("decimal", "decimal.decimal"), Decimal),
    **dict.fromkeys(("date", "datetime.date"), date),
    **dict.fromkeys(("datetime", "datetime.datetime"), datetime),
    **dict.fromkeys(("time", "datetime.time"), time),
    **dict.fromkeys(("timedelta", "datetime.timedelta"), timedelta),
    **dict.fromkeys(("uuid", "uuid.uuid"), UUID),
}
_LIST = re.compile(r"(?:list|sequence|iterable|array)(?: of |\[)(.+?)\]?", re.IGNORECASE)
_CHOICES = re.compile(
    r"(?:one of )?[{(\[]?\s*(['\"][^'\"]*['\"](?:\s*(?:,|\||or)\s*['\"][^'\"]*['\"])+)\s*[})\]]?"
)
_OPTIONAL = re.compile(r"\s*(?:,\s*optional|\s+or\s+None|\s*\|\s*None)\s*$", re.IGNORECASE)
_WRAPPED = re.compile(r"Optional\[(.+)\]", re.IGNORECASE)


def type_of(text: str) -> Any:
    """The type that a docstring's words mean, or None for those that are not understood.

    `int`, `list of str`, `datetime or None`, `{'a', 'b'}`, with `, optional` behind it or not.
    """
    text = text.strip().strip("`:.").strip()
    bare = _OPTIONAL.sub("", text)
    nullable = "none" in text[len(bare) :].lower()
    wrapped = _WRAPPED.fullmatch(bare)
    if wrapped:
        bare, nullable = wrapped[1], True
    found = _bare(bare)
    return Optional[found] if nullable and found is not None else found  # noqa: UP045 - a value


def _bare(text: str) -> Any:
    known = _WORDS.get(text.strip().lower())
    if known is not None:
        return known
    items = _LIST.fullmatch(text)
    if items:
        inner = _WORDS.get(items[1].strip().lower()) or _WORDS.get(items[1].strip().lower()[:-1])
        return None if inner is None else list[inner]  # type: ignore[valid-type]
    choices = _CHOICES.fullmatch(text)
    if choices:
        return Literal[tuple(re.findall(r"['\"]([^'\"]*)['\"]", choices[1]))]
    return None
