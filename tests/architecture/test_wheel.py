"""The wheel is whole, and a new project works with it and the lines of the README."""

from __future__ import annotations

import zipfile

from tests.wheels import ROOT, new_project, run

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


def test_a_new_project_works_with_the_lines_of_the_readme(clean_python, tmp_path):
    lines = new_project(clean_python, tmp_path)

    run(clean_python, "manage.py", "check", cwd=tmp_path)
    run(clean_python, "manage.py", "makemigrations", "--check", "--dry-run", cwd=tmp_path)
    run(clean_python, "manage.py", "migrate", "-v", "0", cwd=tmp_path)
    pages = ["/carrot/", "/carrot/schedules/new/?task=mysite.tasks.greet"]
    look = [clean_python, "-W", "error", "-c", LOOK, *pages]
    seen = run(*look, cwd=tmp_path, DJANGO_SETTINGS_MODULE="mysite.settings")

    assert len(lines) == 6
    assert seen.splitlines() == ["200 True []", "200 True []"]
