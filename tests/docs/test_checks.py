"""Every system check has its place in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
IDENTIFIER = re.compile(r"carrot\.[EWIC]\d{3}")


def test_every_check_is_documented_and_no_other():
    page = (ROOT / "docs" / "reference" / "checks.rst").read_text(encoding="utf-8")
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "carrot").rglob("*.py"))

    known = {found for source in sources for found in IDENTIFIER.findall(source)}
    assert set(IDENTIFIER.findall(page)) == known
