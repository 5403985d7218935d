"""The page about publishing is true: its sessions run, its signatures are those of the code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from uuid import uuid4

import pytest

from carrot import current_task, task, utilities
from carrot.models import MessageLog, Status
from carrot.publishing import outbox
from carrot.tasks import registration, registry
from carrot.tasks.current import CurrentTask, running
from carrot.tasks.discovery import tasks_of
from tests.docs import reference
from tests.docs.test_plugin_pages import signature

PAGE = "reference/publishing"
NAMED = [
    *("output", "exception", "traceback", "failure_kind", "worker", "attempt"),
    *("publish_time", "sent_at", "start_time", "completion_time", "failure_time"),
]
"""The fields of a row that the page tells of."""


@pytest.fixture
def shop(monkeypatch) -> Iterator[ModuleType]:
    """The page's task module, registered as if the settings listed it."""
    module = ModuleType("shop.tasks")
    package = ModuleType("shop")
    package.tasks = module
    monkeypatch.setitem(sys.modules, "shop", package)
    monkeypatch.setitem(sys.modules, "shop.tasks", module)
    reference.run(reference.code(PAGE, "shop/tasks.py"), vars(module))
    for each in tasks_of(module):
        registry.register(each, owner="shop.tasks")
    yield module
    assert outbox.stop(15)
    registration.collect()


@pytest.mark.django_db(transaction=True)
def test_the_sessions_of_the_page_are_true(shop):
    assert reference.play(PAGE, {}) == ""


@pytest.mark.parametrize(
    "function",
    [task, utilities.publish_message, utilities.create_scheduled_task, current_task],
    ids=lambda function: function.__name__,
)
def test_a_signature_is_the_one_of_the_code(function):
    assert f".. py:function:: {function.__name__}{signature(function)}\n" in reference.text(PAGE)


def test_what_is_said_of_a_task_exists():
    made = task(lambda: None, name="named")

    for name in ("name", "queue", "priority", "function", "arguments", "publish"):
        assert hasattr(made, name)
        assert f"``{name}``" in reference.text(PAGE) or f":: {name}(" in reference.text(PAGE)


def test_every_status_and_every_field_that_the_page_names_exists():
    page = reference.text(PAGE)
    fields = {field.name for field in MessageLog._meta.get_fields()}
    assert [status for status in Status.values if f"``{status}``" not in page] == []
    assert [name for name in NAMED if name not in fields or f"``{name}``" not in page] == []
    for name in ("requeue", "cancel", "delete_ended"):
        assert f"``{name}``" in page
        assert callable(getattr(MessageLog.objects.all(), name))


def test_a_rerun_is_told_apart_by_its_attempt_and_not_by_its_uuid(shop):
    uuid, said = uuid4(), []
    for attempt in (1, 2):
        token = running.set(CurrentTask(uuid=uuid, attempt=attempt, task="shop.tasks.charge"))
        said.append(shop.charge(17))
        running.reset(token)

    assert said == [f"17-{uuid}", f"17-{uuid} again"]
