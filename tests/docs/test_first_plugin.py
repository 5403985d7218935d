"""The plugin of the tutorial: built, installed into a clean environment, used and tested there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.wheels import ROOT, build, install, new_project, run

PAGE = ROOT / "docs" / "tutorial" / "first_plugin.rst"
PLUGIN = ROOT / "docs" / "examples" / "first_plugin"
MODULE = (PLUGIN / "carrot_shares.py").read_text(encoding="utf-8")
LOOK = """
import django
django.setup()
from django.utils import timezone
from carrot.models import MessageLog
from carrot.testing import Monitor
now = timezone.now()
MessageLog.objects.create(task="a", status="FAILED", publish_time=now, failure_time=now)
django.test.utils.setup_test_environment()
monitor = Monitor()
print("Failed today" in monitor.page(), ">100<" in monitor.page("panel", "shares"))
"""


@pytest.fixture(scope="module")
def python(clean_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of the clean environment, in which the plugin's wheel is, too."""
    tree = tmp_path_factory.mktemp("plugin") / "carrot-shares"
    shutil.copytree(PLUGIN, tree, ignore=shutil.ignore_patterns("__*", "build", "*.egg-info"))
    install(clean_python, f"{build(tree)}[tests]")
    return clean_python


def test_its_own_tests_pass_where_it_is_installed(python, tmp_path):
    shutil.copytree(PLUGIN / "tests", tmp_path / "tests")
    shutil.copy(PLUGIN / "pyproject.toml", tmp_path)

    said = run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=tmp_path)

    assert "6 passed" in said


def test_a_new_project_has_all_that_it_gives(python, tmp_path):
    new_project(python, tmp_path)
    run(python, "manage.py", "check", cwd=tmp_path)
    run(python, "manage.py", "migrate", "-v", "0", cwd=tmp_path)

    listed = run(python, "manage.py", "carrot_plugins", cwd=tmp_path)
    seen = run(python, "-c", LOOK, cwd=tmp_path, DJANGO_SETTINGS_MODULE="mysite.settings")

    (shown,) = re.findall(r"^   shares 1\.0 .*\n(?:       .*\n)+", PAGE.read_text(), re.MULTILINE)
    assert re.sub(r"^   ", "", shown, flags=re.MULTILINE) in listed
    assert seen == "True True\n"


def test_it_is_short():
    assert MODULE.count("\n") < 60


def test_the_page_shows_all_of_it():
    text = PAGE.read_text(encoding="utf-8")

    included = re.findall(r"^\.\. literalinclude:: \.\./examples/first_plugin/(\S+)", text, re.M)
    assert set(included) == {
        str(path.relative_to(PLUGIN))
        for path in PLUGIN.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    shown = [tuple(map(int, each)) for each in re.findall(r"   :lines: (\d+)-(\d+)\n", text)]
    lines = [number for first, last in shown for number in range(first, last + 1)]
    assert lines == list(range(1, MODULE.count("\n") + 1))
    source = MODULE.splitlines()
    assert all(source[first - 1].startswith(('"', "class", "@")) for first, _last in shown)
    assert ".. code-block:: python" not in text
