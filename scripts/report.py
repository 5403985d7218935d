"""A pytest plugin: shows how the parts before it went, above pytest's own closing line."""

from __future__ import annotations

import os

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List the earlier parts of the run; a failure among them must not scroll away."""
    parts = os.environ.get("CARROT_TEST_PARTS", "")
    if parts:
        terminalreporter.section("parts before these tests")
        terminalreporter.line(parts)
