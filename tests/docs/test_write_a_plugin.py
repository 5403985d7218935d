"""The plugin of "Write a plugin" can be installed, is found, and passes its own tests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "howto" / "write_a_plugin.rst"
PLUGIN = ROOT / "docs" / "examples" / "plugin"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "plugin"
    shutil.copytree(PLUGIN, folder, ignore=shutil.ignore_patterns("*.egg-info", "build", "__*"))
    return folder


def run(*command: str, folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.project.settings",
            "PYTHONPATH": str(ROOT),
            # A database of its own: the one of this test run is in use.
            "CARROT_TEST_DATABASE": "sqlite",
            "CARROT_TEST_DATA": str(folder),
            "CARROT_TEST_PLUGINS": "yes",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_its_own_tests_pass(copy):
    said = run("pytest", "-q", "-p", "no:cacheprovider", "test_carrot_waiting.py", folder=copy)

    assert "4 passed" in said


def test_it_is_found_once_it_is_installed(copy):
    # What an editable install does, without asking a package index for anything.
    run("setup", "-q", "egg_info", folder=copy)

    said = run("django", "carrot_plugins", folder=copy, PYTHONPATH=f"{ROOT}:{copy}")

    assert (
        "waiting 1.0 (active)\n"
        "    origin: package carrot-waiting\n"
        "    hooks: overview_cards, register_actions, register_tasks\n"
        "    tasks: 1\n"
    ) in said


def test_all_that_the_page_shows_is_taken_from_what_runs():
    text = PAGE.read_text(encoding="utf-8")

    included = re.findall(r"^\.\. literalinclude:: (\S+)", text, re.MULTILINE)

    assert {(PAGE.parent / name).resolve().name for name in included} == {
        "carrot_hooks.py",
        "carrot_waiting.py",
        "setup.py",
        "test_carrot_waiting.py",
    }
    assert ".. code-block:: python" not in text
