"""The package as people get it: a wheel, in an environment that has nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ("carrot", "carrot_plugins", "setup.py", "pyproject.toml", "README.rst", "LICENSE")
BLOCK = re.compile(
    r"^``(?P<file>[\w/.]+)``:\n\n\.\. code-block:: python\n\n(?P<code>(?:   .*\n|\n)+)", re.M
)
LOOK = """
import re, sys
import django
django.setup()
from django.contrib.staticfiles import finders
from django.test import Client
client = Client(SERVER_NAME="localhost")
for address in sys.argv[1:]:
    answer = client.get(address)
    page = answer.content.decode()
    named = re.findall('(?:href|src)="/static/([^"?]+)', page)
    missing = [name for name in named if finders.find(name) is None]
    print(answer.status_code, len(named) > 0, missing)
"""


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    # Nothing of this test run may reach the project.
    settings = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    done = subprocess.run(
        command, cwd=cwd, env=settings | environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from a copy so that the checkout stays as it is."""
    tree = tmp_path_factory.mktemp("tree")
    for source in SOURCES:
        if (ROOT / source).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / source, tree / source, ignore=ignored)
        else:
            shutil.copy(ROOT / source, tree)
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", "dist", ".", cwd=tree)
    (built,) = (tree / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory) -> Path:
    """The Python of an environment with nothing but the wheel and what it asks for."""
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=False)
    python = place / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "-q", wheel, cwd=place)
    return python


def test_the_wheel_brings_every_file_of_the_package(wheel):
    packed = set(zipfile.ZipFile(wheel).namelist())
    sources = {
        str(path.relative_to(ROOT))
        for folder in ("carrot", "carrot_plugins")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in (".pyc", ".po")
    }
    kinds = ("carrot/py.typed", "carrot/migrations/0001_initial.py")

    assert sources - packed == set()
    assert set(kinds) <= packed
    assert any(name.startswith("carrot/templates/carrot/") for name in packed)
    assert any(name.startswith("carrot/static/carrot/") for name in packed)
    assert not any(name.startswith(("tests/", "docs/", "scripts/")) for name in packed)


def test_a_new_project_works_with_the_lines_of_the_readme(python, tmp_path):
    readme = (ROOT / "README.rst").read_text(encoding="utf-8")
    blocks = {match["file"]: match["code"] for match in BLOCK.finditer(readme)}
    lines = [line for code in blocks.values() for line in code.splitlines() if line.strip()]
    run(python, "-m", "django", "startproject", "mysite", ".", cwd=tmp_path)
    for file, code in blocks.items():
        with (tmp_path / file).open("a", encoding="utf-8") as source:
            source.write("\n" + re.sub(r"^   ", "", code, flags=re.MULTILINE))

    run(python, "manage.py", "check", cwd=tmp_path)
    run(python, "manage.py", "makemigrations", "--check", "--dry-run", cwd=tmp_path)
    run(python, "manage.py", "migrate", "-v", "0", cwd=tmp_path)
    pages = ["/carrot/", "/carrot/schedules/new/?task=mysite.tasks.greet"]
    look = [python, "-W", "error", "-c", LOOK, *pages]
    seen = run(*look, cwd=tmp_path, DJANGO_SETTINGS_MODULE="mysite.settings")

    assert len(lines) == 6
    assert seen.splitlines() == ["200 True []", "200 True []"]
