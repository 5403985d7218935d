"""The version of what plugins may rely on."""

from __future__ import annotations

API_VERSION = (2, 0)
"""The version of the plugin API, as two numbers that compare as a tuple does.

The first rises when something is taken away, the second when something is added. Nothing is taken
away before two versions have warned about it.
"""

WANTED = "carrot_api"
"""The name by which a plugin says which version it needs at least: `carrot_api = (2, 1)`."""


def fault(plugin: object) -> str:
    """Why this version is not enough for a plugin, or nothing."""
    wanted = getattr(plugin, WANTED, None)
    if wanted is None:
        return ""
    if not _is_version(wanted):
        return f"its {WANTED} is {wanted!r}; give two numbers, such as {API_VERSION}"
    if tuple(wanted) > API_VERSION or wanted[0] < API_VERSION[0]:
        here, there = (".".join(map(str, each)) for each in (API_VERSION, wanted))
        remedy = "upgrade django-carrot" if tuple(wanted) > API_VERSION else "upgrade the plugin"
        return f"it is written for version {there} of the plugin API, this is {here}; {remedy}"
    return ""


def _is_version(given: object) -> bool:
    return (
        isinstance(given, tuple | list)
        and len(given) == 2
        and all(isinstance(each, int) and not isinstance(each, bool) for each in given)
    )
