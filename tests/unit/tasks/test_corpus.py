"""Every function of many libraries, none of which was written for forms, has a form or a reason."""

from __future__ import annotations

import importlib
import inspect
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from carrot.tasks import dialect
from carrot.tasks.arguments import Arguments
from carrot.tasks.json_text import dump_json
from carrot.tasks.nodes.base import inside
from carrot.tasks.nodes.json_box import JsonNode
from carrot.tasks.shape import fits

STANDARD = """
    argparse ast asyncio base64 bisect calendar codecs collections colorsys configparser
    contextlib copy csv dataclasses datetime decimal difflib email.utils enum fileinput fnmatch
    fractions ftplib functools getpass glob gzip hashlib heapq hmac html imaplib inspect io
    ipaddress itertools json linecache locale logging mailbox math mimetypes operator os os.path
    pathlib pickle platform plistlib pprint queue random re secrets shelve shlex shutil smtplib
    socket sqlite3 ssl statistics string struct subprocess tarfile tempfile textwrap threading
    time timeit tokenize traceback types typing unicodedata urllib.parse urllib.request uuid
    wave weakref xml.etree.ElementTree zipfile zlib
"""
INSTALLED = """
    annotated_types asgiref.sync cronsim django.conf.urls.static django.contrib.auth
    django.contrib.auth.hashers django.contrib.auth.models django.core.files.storage
    django.core.mail django.core.management django.core.serializers django.core.signing
    django.core.validators django.db.models django.forms django.http django.shortcuts
    django.template.loader django.test.utils django.urls django.utils.crypto
    django.utils.dateparse django.utils.encoding django.utils.formats django.utils.html
    django.utils.http django.utils.text django.utils.timezone django.utils.translation
    django_jsonform.models.fields docstring_parser pika pluggy pydantic pydantic.types sqlparse
"""
OUR_OWN = "tests.project.tasks tests.project.rich tests.unit.tasks.signatures"

FULL = 0.84
"""The share of functions all of whose parameters have real controls. It only rises."""


def functions(module: ModuleType) -> Iterator[Callable[..., Any]]:
    """What is callable in a module and in its classes, private names left out."""
    for name, value in vars(module).items():
        if name.startswith("_") or not callable(value):
            continue
        yield value
        if inspect.isclass(value) and value.__module__ == module.__name__:
            for inner, _method in inspect.getmembers_static(value):
                method = inspect.getattr_static(value, inner)
                if not inner.startswith("_") and callable(getattr(value, inner, None)):
                    yield getattr(value, inner) if not inspect.isfunction(method) else method


def look(function: Callable[..., Any]) -> str:
    """Introspect one; in a word what its form is like. Fails for one that would not be shown."""
    arguments = Arguments(function)
    schema, initial = arguments.schema(), arguments.initial()
    assert [*dialect.faults(schema)] == []
    assert fits(schema, initial, root=schema.get("$defs"))
    dump_json(initial)
    for each in arguments.parameters:
        assert each.shown or each.node.fault.strip()
    assert arguments.fingerprint
    if arguments.problem:
        return "a reason"
    boxes = any(
        isinstance(node, JsonNode)
        for each in arguments.parameters
        for node in inside(each.node)
        if each.shown
    )
    if boxes or any(each.note for each in arguments.parameters):
        return "a form with JSON or a note"
    return "a full form" if arguments.parameters else "nothing to fill in"


def where(function: Callable[..., Any]) -> str:
    name = getattr(function, "__qualname__", repr(function))
    return f"{getattr(function, '__module__', '')}.{name}"


@pytest.fixture(scope="module")
def modules() -> list[ModuleType]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = f"{STANDARD} {INSTALLED} {OUR_OWN}".split()
        return [importlib.import_module(name) for name in names]


# Of what is about to leave Python, and of what is only looked at.
@pytest.mark.filterwarnings("ignore")
def test_every_function_of_many_modules_has_a_form_or_a_reason(modules, capsys):
    known: dict[int, Callable[..., Any]] = {}
    for module in modules:
        for function in functions(module):
            known.setdefault(id(function), function)
    counts: Counter[str] = Counter()
    crashed = {}
    for function in known.values():
        try:
            counts[look(function)] += 1
        except Exception as error:
            crashed[where(function)] = f"{type(error).__name__}: {str(error)[:300]}"
    whole = sum(counts.values())
    share = (counts["a full form"] + counts["nothing to fill in"]) / whole

    with capsys.disabled():
        said = ", ".join(f"{what} {count}" for what, count in counts.most_common())
        sys.stdout.write(
            f"\n{whole} functions of {len(modules)} modules: {said}; full {share:.1%}\n"
        )
    assert len(modules) >= 40
    assert crashed == {}
    assert share >= FULL
