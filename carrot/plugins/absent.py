"""What a plugin that could not be loaded was there to decide, as far as its source tells."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Any

GUARDS = ("allow", "format_argument")
"""Hooks that keep something from people: without their answer the answer is no."""
_DEFINED = re.compile(rf"\bdef\s+({'|'.join(GUARDS)})\b")


def guards(module: str) -> tuple[str, ...]:
    """The guarding hooks that a module defines; it is read, and not imported."""
    return tuple(sorted(set(_DEFINED.findall(_source(module)))))


def _source(module: str) -> str:
    try:
        spec = find_spec(module)  # imports the packages around it
        loader: Any = spec.loader if spec else None
        return (loader.get_source(module) or "") if hasattr(loader, "get_source") else ""
    except Exception:  # it is not there, or cannot be read: its import has said so already
        return ""
