"""A pytest plugin: shows how the other parts went, above pytest's own closing line."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

PATIENCE = 900.0


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List the other parts of the run; a failure among them must not scroll away.

    They may still run: the file that CARROT_TEST_PARTS names is there once they are over.
    """
    name = os.environ.get("CARROT_TEST_PARTS", "")
    if not name:
        return
    told, deadline = Path(name), time.monotonic() + PATIENCE
    while not told.exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    terminalreporter.section("other parts of this run")
    terminalreporter.line(told.read_text(encoding="utf-8") if told.exists() else "not known")
