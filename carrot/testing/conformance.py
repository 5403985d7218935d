"""What the monitor and the worker rely on, held against a plugin: any plugin can run this.

    from carrot.testing import conformance

    def test_the_plugin_keeps_the_rules(db):
        conformance.check(my_plugin)

It needs the database of a test and the monitor among the project's URLs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection, router, transaction
from django.http import HttpRequest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carrot.models import MessageLog, ScheduledTask
from carrot.monitor.forms.action import has_form
from carrot.plugins import Action, ArgumentType, Panel, calls, declarations, problems
from carrot.plugins.admission import PluginRefused
from carrot.plugins.meters import read
from carrot.plugins.records import PluginRecord
from carrot.publishing.headers import fault_of
from carrot.tasks import registry
from carrot.tasks.nodes import node_for
from carrot.testing import samples
from carrot.testing.argument_types import JUNK, check_laws
from carrot.testing.monitor import Monitor
from carrot.testing.passing import runs_spoilt
from carrot.testing.plugins import registered
from carrot.testing.watching import Watch

__all__ = ["check", "faults"]

_MORE_ROWS = 12


def check(plugin: object, name: str = "") -> None:
    """Raise `AssertionError` with everything in which the plugin breaks a rule; see `faults`."""
    found = faults(plugin, name)
    if found:
        listed = "\n".join(f"- {fault}" for fault in found)
        raise AssertionError(f"The plugin breaks {len(found)} rules:\n{listed}")


def faults(plugin: object, name: str = "") -> list[str]:
    """Each broken rule in a sentence; nothing is left in the database.

    - It is let in, and nothing that it declares is refused.
    - Its tasks have forms or say why not, its argument types keep the laws, its actions ask first
      where they say so.
    - Every page of the monitor is drawn with it, over an empty log and over a full one with texts
      that must be escaped; it fails at none, is slow at none, and changes nothing.
    - A list of many rows costs no more queries than one of few.
    - What it hides, allows and sends along, it decides for any value and anybody.
    - A run passes through it: results and exceptions are those of the task.
    """
    try:
        with registered(plugin, name) as record, _undone():
            return [*_refusals(), *_Rules(record).broken()]
    except PluginRefused as refusal:
        return [f"It is not let in: {refusal}"]


def _refusals() -> list[str]:
    return [problem.text for problem in problems.found()]


class _undone(transaction.Atomic):
    """A transaction that is rolled back at its end."""

    def __init__(self) -> None:
        super().__init__(router.db_for_write(MessageLog), savepoint=True, durable=False)

    def __exit__(self, *exception: Any) -> None:
        transaction.set_rollback(True, using=self.using)
        super().__exit__(*exception)


class _Rules:
    """The rules, asked one after another."""

    def __init__(self, record: PluginRecord) -> None:
        self._name = record.name
        self._monitor = Monitor()
        self._failures = read(self._name).failures

    def broken(self) -> Iterator[str]:
        yield from self._tasks()
        yield from self._argument_types()
        yield from self._pages([], "an empty log")
        rows = samples.messages()
        samples.schedule()
        yield from self._pages(rows, "a full log")
        yield from self._actions(rows)
        yield from self._answers(rows)
        yield from runs_spoilt()
        yield from self._costs()
        slow = read(self._name).slow
        if slow:
            yield f"It lets people wait: {slow}"

    # -- what it declares -----------------------------------------------------------------

    def _own(self, kind: type[Any]) -> list[Any]:
        return [each for owner, each in declarations.of(kind) if owner == self._name]

    def _tasks(self) -> Iterator[str]:
        for task in registry.every():
            if registry.owner(task.name) == self._name and task.arguments.problem:
                yield f"Nobody can fill the form of {task.name}: {task.arguments.problem}"

    def _argument_types(self) -> Iterator[str]:
        for each in self._own(ArgumentType):
            try:
                check_laws(node_for(each.type), [])
            except AssertionError as error:
                yield f"The argument type {each.key}: {error}"
        yield from self._new_failures("An argument type, given junk,")

    def _actions(self, rows: list[MessageLog]) -> Iterator[str]:
        for each in self._own(Action):
            if each.target != "message" or not (each.confirm or has_form(each)):
                continue
            data = {"action": each.name, "chosen": rows[0].pk}
            with Watch() as changes:
                answer = self._monitor.client.post(reverse("carrot:messages-action"), data)
            yield from (f"The action {each.name} asks first, but {change}" for change in changes)
            if answer.status_code != 200:
                yield f"The action {each.name} answers {answer.status_code} instead of asking"

    # -- pages ----------------------------------------------------------------------------

    def _pages(self, rows: list[MessageLog], over: str) -> Iterator[str]:
        for address in self._addresses(rows):
            with Watch() as changes:
                answer = self._monitor.client.get(address)
            yield from (f"GET {address} changes something: {change}" for change in changes)
            yield from self._new_failures(f"GET {address} over {over}")
            text = answer.content.decode() if not answer.streaming else ""
            if answer.status_code != 200:
                yield f"GET {address} over {over} answers {answer.status_code}"
            elif samples.MARKUP in text:
                yield f"GET {address} over {over} does not escape what a task wrote"

    def _addresses(self, rows: list[MessageLog]) -> list[str]:
        lists = [("messages", state) for state in ("queued", "failed", "completed", "all")]
        places: list[tuple[object, ...]] = [("overview",), ("schedules",), ("plugins",), *lists]
        places += [("message", row.uuid) for row in rows]
        places += [("schedule", pk) for pk in ScheduledTask.objects.values_list("pk", flat=True)]
        names = [each.name for each in registry.every() if registry.owner(each.name) == self._name]
        places += [("task", each) for each in names]
        panels = [panel.url() for panel in self._own(Panel)]
        return [reverse(f"carrot:{name}", args=args) for name, *args in places] + panels

    def _new_failures(self, where: str) -> Iterator[str]:
        reading = read(self._name)
        if reading.failures > self._failures:
            self._failures = reading.failures
            yield f"{where} fails in {reading.failure}"

    def _costs(self) -> Iterator[str]:
        few = self._queries()
        samples.messages(each=_MORE_ROWS)
        many = self._queries()
        if many > few:
            yield (
                f"A list of more rows costs {many} queries instead of {few}: fetch what all rows "
                f"need at once, in prepare"
            )

    def _queries(self) -> int:
        """What a list costs, the second time: some things are looked up once."""
        for _ in range(2):
            with CaptureQueriesContext(connection) as captured:
                self._monitor.get("messages", "all")
        return len(captured)

    # -- questions ------------------------------------------------------------------------

    def _answers(self, rows: list[MessageLog]) -> Iterator[str]:
        for value in (*JUNK, samples.MARKUP, {"deep": [samples.MARKUP]}):
            list(calls.each("format_argument", str, task="sample", name="text", value=value))
            yield from self._new_failures(f"format_argument of {value!r:.60}")
        for user in (AnonymousUser(), self._monitor.user, None):
            request = HttpRequest()
            if user is not None:
                request.user = user
            for obj in (None, rows[0], ScheduledTask.objects.first()):
                permission = "carrot.view_messagelog"
                arguments = {"request": request, "permission": permission, "obj": obj}
                list(calls.each("allow", bool, **arguments))
                yield from self._new_failures(f"allow for {user} and {obj!r:.60}")
        for row in rows:
            yield from _headers(row)
        yield from self._new_failures("message_headers")


def _headers(row: MessageLog) -> Iterator[str]:
    for given in calls.each("message_headers", Mapping, message=row):
        for name, value in (given.value or {}).items():
            if fault := fault_of(name, value):
                yield f"message_headers gives the header {name!r:.60}: {fault}"
