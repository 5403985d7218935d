"""Names as keys of a form's object, where some names cannot be keys."""

from __future__ import annotations

from collections.abc import Iterable

# Names that every JavaScript object has: as a property of the form each would break the editor.
_TAKEN = frozenset(
    (
        *("constructor", "toString", "valueOf", "toLocaleString", "hasOwnProperty"),
        *("isPrototypeOf", "propertyIsEnumerable", "__proto__", "__defineGetter__"),
        *("__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__type__"),
    )
)
COORDINATES = "§"
"""What django-jsonform puts between the steps of a path: no key may hold it."""


def safe_keys(names: Iterable[str]) -> dict[str, str]:
    """A key for each name, by name: the name itself, or the name with "_" where it cannot be."""
    known = list(names)
    keys: dict[str, str] = {}
    for name in known:
        key = name.replace(COORDINATES, "_")
        while key in _TAKEN or (key != name and (key in known or key in keys.values())):
            key += "_"
        keys[name] = key
    return keys
