"""Plays the sessions of a tutorial in its project: ``python session.py``, sessions on stdin.

Runs as its own program in the project's folder. What a session shows may take a moment to come
true, so one that does not match is played again until a deadline.
"""

from __future__ import annotations

import doctest
import io
import json
import sys
import time
from typing import Any

import django

PATIENCE = 30.0
OPTIONS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL


def play(number: int, text: str, names: dict[str, Any]) -> str:
    """Run one session with the names of those before it; what does not match, or nothing."""
    test = doctest.DocTestParser().get_doctest(text, names, f"session {number}", None, 0)
    # The runner would work on a copy: the next session needs the names of this one.
    test.globs = names
    report = io.StringIO()
    doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=report.write, clear_globs=False)
    return report.getvalue()


def main() -> None:
    django.setup()
    names: dict[str, Any] = {"__name__": "__main__"}
    for number, text in enumerate(json.load(sys.stdin), start=1):
        deadline = time.monotonic() + PATIENCE
        while fault := play(number, text, names):
            if time.monotonic() > deadline:
                sys.exit(fault)
            time.sleep(0.2)


if __name__ == "__main__":
    main()
