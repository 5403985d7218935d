"""Every hook, every value that hooks return, and every check is documented as it is."""

from __future__ import annotations

import dataclasses
import inspect
import re
from pathlib import Path

import pytest
from django.dispatch import Signal

from carrot import plugins, signals, testing
from carrot.plugins import hookspecs, manager
from carrot_plugins import housekeeping

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
HOOKS = (REFERENCE / "hooks.rst").read_text(encoding="utf-8")
TESTS = "\n".join(path.read_text() for path in (ROOT / "tests/unit/plugins").glob("test_*.py"))
GIVEN = [plugins.Call]
RETURNED = [
    value
    for value in vars(plugins).values()
    if dataclasses.is_dataclass(value) and value not in GIVEN
]


def signature(function: object) -> str:
    """The signature without annotations, as the pages write it."""
    bare = inspect.signature(function)
    parameters = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in bare.parameters.values()
    ]
    return str(bare.replace(parameters=parameters, return_annotation=inspect.Signature.empty))


@pytest.mark.parametrize("hook", manager.hook_names())
def test_every_hook_is_documented_with_its_arguments(hook):
    assert f".. py:function:: {hook}{signature(getattr(hookspecs, hook))}\n" in HOOKS


@pytest.mark.parametrize("hook", manager.hook_names())
def test_every_hook_says_since_when_there_is_it(hook):
    assert ".. versionadded::" in inspect.getdoc(getattr(hookspecs, hook))


@pytest.mark.parametrize("hook", manager.hook_names())
def test_every_hook_has_a_test_and_somebody_who_uses_it(hook):
    written = [
        path.read_text()
        for folder in ("carrot_plugins", "tests/plugins")
        for path in (ROOT / folder).glob("*.py")
    ]

    assert f"def test_hook_{hook}(" in TESTS
    used = re.compile(rf"^@hookimpl(\(wrapper=True\))?\ndef {hook}\(", re.MULTILINE)
    assert [text for text in written if used.search(text)]


@pytest.mark.parametrize("kind", RETURNED, ids=lambda kind: kind.__name__)
def test_everything_that_hooks_return_is_documented_with_its_defaults(kind):
    assert callable(kind.checked)
    assert f".. py:class:: {kind.__name__}{signature(kind)}\n" in HOOKS


@pytest.mark.parametrize("kind", GIVEN, ids=lambda kind: kind.__name__)
def test_everything_that_hooks_are_given_is_documented(kind):
    assert f".. py:class:: {kind.__name__}{signature(kind)}\n" in HOOKS


def test_every_signal_is_documented_and_no_other():
    there = {name for name, value in vars(signals).items() if isinstance(value, Signal)}

    assert set(re.findall(r"^\.\. py:data:: ([a-z_]+)$", HOOKS, re.MULTILINE)) == there


def test_the_version_of_the_plugin_api_is_documented_as_it_is():
    assert f"as two numbers, ``{plugins.API_VERSION}``." in HOOKS


@pytest.mark.parametrize("name", sorted({*testing.__all__} - {"Acted", "Queue"}))
def test_help_for_tests_is_documented(name):
    given = getattr(testing, name)
    kind = "class" if isinstance(given, type) else "function"
    assert f".. py:{kind}:: {name}{signature(given)}\n" in HOOKS


def test_the_bundled_task_is_documented_with_its_defaults():
    page = (REFERENCE / "plugins.rst").read_text(encoding="utf-8")

    assert f"``carrot_plugins.housekeeping.prune{signature(housekeeping.prune)}``" in page


def test_every_check_is_documented_and_no_other():
    page = (REFERENCE / "checks.rst").read_text(encoding="utf-8")
    documented = re.findall(r"^(carrot\.[EW]\d{3})$", page, re.MULTILINE)
    given = {
        identifier
        for path in (ROOT / "carrot" / "checks").glob("*.py")
        for identifier in re.findall(r"\"(carrot\.[EW]\d{3})\"", path.read_text())
    }
    places = ("database/test_checks.py", "database/test_scheduling_drift.py")
    tested = "".join((ROOT / "tests" / place).read_text() for place in places)

    assert sorted(documented) == sorted(given)
    assert [identifier for identifier in given if identifier not in tested] == []
