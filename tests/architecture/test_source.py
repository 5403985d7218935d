"""What no linter says about the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for folder in ("carrot", "carrot_plugins")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
VAGUE = {"utils", "helpers", "common", "misc"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(path: Path) -> set[str]:
    """The dotted names that a file imports, each name from a module included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_holds_one_idea(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    assert path.stem not in VAGUE


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_function_fits_on_a_screen(path):
    for function in functions(path):
        # What is promised, by signature and docstring, may be as long as it has to be.
        documented = ast.get_docstring(function) is not None
        first = function.body[1 if documented and len(function.body) > 1 else 0]
        length = (function.end_lineno or 0) - first.lineno + 1
        assert length <= LONGEST_FUNCTION, f"{function.name} has {length} lines"


def test_only_conf_reads_the_settings_of_carrot():
    readers = [
        name(path)
        for path in FILES
        if "django.conf.settings" in imports(path)
        and "settings.CARROT" in path.read_text(encoding="utf-8").replace("`settings.CARROT`", "")
        and not path.is_relative_to(ROOT / "carrot" / "conf")
    ]
    assert readers == []


def test_nothing_of_the_interpreter_is_imported_by_a_name_that_data_gave():
    """Only what loads the project's own settings may import by name."""
    allowed = {
        "carrot/monitor/access.py",
        "carrot/plugins/loader.py",
        "carrot/wiring.py",
    }
    importers = {
        name(path)
        for path in FILES
        if any(
            found.startswith(("importlib.import_module", "django.utils.module_loading"))
            or found == "importlib"
            for found in imports(path)
        )
    }
    assert importers <= allowed


PUBLIC = {
    *("carrot", "carrot.exceptions", "carrot.models", "carrot.plugins", "carrot.queues"),
    *("carrot.signals", "carrot.tasks.showing", "carrot.testing", "carrot.utilities"),
}
"""What a plugin may import."""
PLUGINS = [
    *(ROOT / "carrot_plugins").rglob("*.py"),
    *(ROOT / "docs" / "examples").rglob("carrot_*.py"),
]


def modules(path: Path) -> set[str]:
    """The modules of carrot that a file imports from."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found.add(node.module or ".")
            assert not [alias.name for alias in node.names if alias.name.startswith("_")]
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {each for each in found if each == "carrot" or each.startswith("carrot.")}


@pytest.mark.parametrize("path", PLUGINS, ids=name)
def test_a_plugin_imports_what_is_public(path):
    assert modules(path) <= PUBLIC


def test_what_is_public_is_documented():
    page = (ROOT / "docs" / "reference" / "hooks.rst").read_text(encoding="utf-8")
    for module in PUBLIC:
        assert f"``{module}``" in page
