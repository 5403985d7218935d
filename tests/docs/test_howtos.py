"""The how-to pages about arguments: their code runs, and answers what they say."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from carrot.publishing import outbox
from carrot.tasks import registry
from carrot.tasks.discovery import tasks_of
from carrot.testing import registered
from tests.docs import reference, tutorial

PAGES = [
    f"howto/{name}" for name in ("injected_parameters", "models", "secrets", "own_argument_types")
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", PAGES)
def test_the_sessions_of_the_page_are_true(page, monkeypatch):
    module = ModuleType("shop.tasks")
    monkeypatch.setitem(sys.modules, "shop", ModuleType("shop"))
    monkeypatch.setitem(sys.modules, "shop.tasks", module)
    files = [each for each in tutorial.blocks(f"../{page}") if each.file]
    for each in files:
        reference.run(each.text, vars(module))

    with registered(module):
        for task in tasks_of(module):
            registry.register(task, owner="shop.tasks")
        said = reference.play(page, dict(vars(module)))
        assert outbox.stop(15)

    assert files
    assert said == ""
