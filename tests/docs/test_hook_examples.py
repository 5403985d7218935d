"""The example of each hook is a plugin that does what the page says."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import ModuleType
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from carrot.models import MessageLog, Status
from carrot.monitor.permissions import may_read
from carrot.plugins import Call, manager
from carrot.plugins.running import around
from carrot.publishing.headers import headers_of
from carrot.tasks import registry
from carrot.tasks.showing import shown_arguments
from carrot.testing import Monitor, check_laws, conformance, registered
from tests.docs import reference
from tests.monitor.rows import message
from tests.monitor.schedules import schedule

pytestmark = pytest.mark.django_db

PAGE = reference.text("reference/hooks")
HOOKS = manager.hook_names()
BLOCK = re.compile(
    r"^(?P<margin> *)\.\. code-block:: python\n\n(?P<code>(?:(?P=margin)   .*\n|\n)+)", re.MULTILINE
)


def code(text: str) -> str:
    (found,) = [textwrap.dedent(match["code"]) for match in BLOCK.finditer(text)]
    return found


def section(hook: str) -> str:
    """What the page says of a hook, up to the next one."""
    start = PAGE.index(f"\n.. py:function:: {hook}(")
    return PAGE[start : PAGE.index(".. versionadded::", start)]


def example(hook: str) -> ModuleType:
    imports = PAGE[PAGE.index("They begin with:") : PAGE.index("\n.. py:function:: register_tasks")]
    module = ModuleType(f"example_{hook}")
    exec(compile(code(imports) + code(section(hook)), module.__name__, "exec"), vars(module))
    return module


@contextmanager
def used(hook: str) -> Iterator[ModuleType]:
    module = example(hook)
    with registered(module):
        yield module


@pytest.mark.parametrize("hook", HOOKS)
def test_an_example_keeps_the_rules_and_has_its_hook(hook):
    module = example(hook)

    conformance.check(module)

    with registered(module) as record:
        assert record.hooks == (hook,)


def test_register_tasks():
    with used("register_tasks") as module:
        found = registry.of(module.refund)
        assert (found.queue, found.priority) == ("money", 5)


def test_register_argument_types():
    with used("register_argument_types") as module:
        check_laws(module.Colour, [module.Colour("#ff8800")])


def test_register_actions():
    row = message(Status.PUBLISHED)
    with used("register_actions"):
        assert Monitor().act("hurry", row, priority=7).report == "1 go first now."
    assert MessageLog.objects.get().priority == 7


def test_register_panels():
    message(Status.PUBLISHED, task="shop.ship")
    with used("register_panels"):
        assert "shop.ship" in Monitor().page("panel", "by-task")


def test_register_columns():
    message(scheduled_task=schedule("Nightly"))
    with used("register_columns"):
        assert "Nightly" in Monitor().page("messages", "all")


def test_overview_cards():
    message(Status.PUBLISHED, not_before=timezone.now() + timedelta(hours=1))
    with used("overview_cards"):
        assert "For later" in Monitor().page()


def test_log_sections():
    row = message()
    with used("log_sections"):
        address = f"https://sentry.example.com/?query=message:{row.uuid}"
        assert address in Monitor().page("message", row.uuid)


def test_nav_links():
    with used("nav_links"):
        assert 'href="https://grafana.example.com/d/carrot"' in Monitor().page("workers")


def test_format_argument():
    row = message(arguments={"customer": 1200, "other": 1200})
    with used("format_argument"):
        assert shown_arguments(row) == {"customer": "customer no. 1,200", "other": 1200}


def test_allow(rf):
    request, row = rf.get("/"), message(queue="payroll")
    with used("allow"):
        for person, may in ((AnonymousUser(), False), (User(is_superuser=True), True)):
            request.user = person
            assert may_read(request, obj=row) is may
            assert may_read(request, obj=message(queue="other"))


def test_run_task_and_message_headers_work_together():
    with used("message_headers"), timezone.override("Asia/Tokyo"):
        headers = headers_of(MessageLog(task="t"))
    assert headers == {"time-zone": "Asia/Tokyo"}

    call = Call(task="t", message_id=uuid4(), attempt=1, queue="default", headers=headers)
    with used("run_task"):
        assert around(call, timezone.get_current_timezone_name) == "Asia/Tokyo"
    assert timezone.get_current_timezone_name() != "Asia/Tokyo"
