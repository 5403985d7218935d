"""The pictures of the documentation can be taken anew, and each is shown with words for it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.screenshots import FOLDER, PICTURES
from tests.scripts.test_demo import environment

ROOT = Path(__file__).parents[2]
NAMES = sorted(f"{picture.name}.png" for picture in PICTURES)
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.browser
def test_all_of_them_are_taken_of_the_running_demo(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.screenshots", str(tmp_path / "new")],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=180,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    taken = sorted((tmp_path / "new").iterdir())
    assert [each.name for each in taken] == NAMES
    for picture in taken:
        assert picture.read_bytes().startswith(PNG)
        assert picture.stat().st_size > 10_000  # an empty page is much smaller


def test_each_is_in_the_documentation_with_its_words() -> None:
    pages = "\n".join(page.read_text() for page in (ROOT / "docs").rglob("*.rst"))
    shown = re.findall(r"\.\. image:: /images/(\S+)\n *:alt: \S", pages)

    assert sorted(each.name for each in FOLDER.iterdir()) == NAMES
    assert sorted(shown) == NAMES
