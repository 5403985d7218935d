"""The package as people get it: a wheel, in an environment that has nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ("carrot", "carrot_plugins", "setup.py", "pyproject.toml", "README.rst", "LICENSE")
BLOCK = re.compile(
    r"^``(?P<file>[\w/.]+)``:\n\n\.\. code-block:: python\n\n(?P<code>(?:   .*\n|\n)+)", re.M
)


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What the command prints; nothing of this test run reaches it."""
    settings = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    done = subprocess.run(
        command, cwd=cwd, env=settings | environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(tree: Path) -> Path:
    """The wheel of the package in that folder."""
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", "dist", ".", cwd=tree)
    (built,) = (tree / "dist").glob("*.whl")
    return built


def install(python: Path, *packages: str | Path) -> None:
    """Put packages into the environment of that Python."""
    run(sys.executable, "-m", "pip", "--python", python, "install", "-q", *packages, cwd=ROOT)


def new_project(python: Path, folder: Path) -> list[str]:
    """A new project with the lines of the README; returns these lines."""
    readme = (ROOT / "README.rst").read_text(encoding="utf-8")
    blocks = {match["file"]: match["code"] for match in BLOCK.finditer(readme)}
    run(python, "-m", "django", "startproject", "mysite", ".", cwd=folder)
    for file, code in blocks.items():
        with (folder / file).open("a", encoding="utf-8") as source:
            source.write("\n" + re.sub(r"^   ", "", code, flags=re.MULTILINE))
    return [line for code in blocks.values() for line in code.splitlines() if line.strip()]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that the checkout stays as it is."""
    tree = tmp_path_factory.mktemp("tree")
    for source in SOURCES:
        if (ROOT / source).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / source, tree / source, ignore=ignored)
        else:
            shutil.copy(ROOT / source, tree)
    return build(tree)


@pytest.fixture(scope="session")
def clean_python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with nothing but the wheel and what it asks for."""
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=False)
    python = place / "bin" / "python"
    install(python, wheel)
    return python
