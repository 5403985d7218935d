"""A signature as it is remembered beside a document: the type of each parameter, in short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from carrot.tasks.parameters import Parameter

LONGEST: Final = 80
"""Characters of one type's text."""

MOST: Final = 50
"""Parameters that are remembered: what is beyond is told apart by the fingerprint alone."""

_DEFAULT: Final = " = …"


def signature_of(parameters: Iterable[Parameter]) -> dict[str, str]:
    """The types by name, as Python writes them: `{"order": "int", "note": "str = …"}`."""
    return {
        each.name: f"{_short(each.type)}{'' if each.required else _DEFAULT}"
        for each in list(parameters)[:MOST]
    }


def type_in(signature: Mapping[str, Any], name: str) -> str:
    """The type of a parameter in a remembered signature; empty when it had or has none."""
    return str(signature.get(name, "")).removesuffix(_DEFAULT)


def had_default(signature: Mapping[str, Any], name: str) -> bool:
    """Whether the parameter could be left out."""
    return str(signature.get(name, "")).endswith(_DEFAULT)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
