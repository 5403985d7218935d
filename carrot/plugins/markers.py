"""The decorators by which hooks and their implementations are known."""

from __future__ import annotations

import pluggy

PROJECT = "carrot"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plugin as the implementation of the hook of its name."""
