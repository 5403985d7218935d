"""What a docstring says about a function and its parameters, in any of the usual styles."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import docstring_parser

from carrot.tasks.functions import unwrapped

_DEFAULT = re.compile(r"[\s(]*\bdefaults?(\s+(to|is)\s|\s*[:=])\s*\S.*$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Documentation:
    summary: str = ""
    description: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    """The types of parameters as the docstring words them."""


def documentation(function: Any) -> Documentation:
    """Google, NumPy, Sphinx and Epydoc style are read; a docstring of no style is a description."""
    text = inspect.getdoc(unwrapped(function)) or ""
    if not text:
        return Documentation()
    try:
        parsed = docstring_parser.parse(text)
    except Exception:  # a docstring may hold anything; the parser fails in many ways
        summary, _line, rest = text.partition("\n")
        return Documentation(summary=summary.strip(), description=rest.strip())
    return Documentation(
        summary=(parsed.short_description or "").strip(),
        description=(parsed.long_description or "").strip(),
        parameters=_parameters(parsed),
        types={
            name: each.type_name
            for each in parsed.params
            for name in _names(each)
            if each.type_name
        },
    )


def _parameters(parsed: docstring_parser.Docstring) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in parsed.params:
        text = " ".join((each.description or "").split())
        # Shown beside the field is the real default.
        text = _DEFAULT.sub("", text).rstrip(" ,;(")
        for name in _names(each):
            found.setdefault(name, text)
    return found


def _names(parameter: docstring_parser.DocstringParam) -> list[str]:
    return [name.strip().strip("*\\`") for name in parameter.arg_name.split(",")]
