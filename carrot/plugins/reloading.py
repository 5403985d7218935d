"""Has Django's development server watch modules that could not be imported.

It watches what is imported; without this, mending a broken task module would change nothing
until the server is started again by hand.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from django.utils.autoreload import BaseReloader, autoreload_started

_files: set[Path] = set()


def remember(error: BaseException) -> None:
    """Note the files that took part in an import that failed."""
    names = {frame.filename for frame in traceback.extract_tb(error.__traceback__)}
    if isinstance(error, SyntaxError) and error.filename:
        names.add(error.filename)
    _files.update(path for path in map(Path, names) if path.is_absolute() and path.is_file())


def forget() -> None:
    """Start from nothing: for wiring and for tests."""
    _files.clear()


def watch(sender: BaseReloader, **_: object) -> None:
    sender.extra_files.update(_files)


autoreload_started.connect(watch, dispatch_uid="carrot.plugins.reloading")
