"""The hooks of carrot. The name says when a hook is called.

`register_*` is called once, when Django's apps are ready, and returns declarations. A plural
noun that takes `request` is called for each page and returns things to show. To add a hook,
write its specification here and what it returns in `extensions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from carrot.plugins.argument_types import ArgumentType
from carrot.plugins.columns import Column
from carrot.plugins.extensions import Action, Card, Link, Section
from carrot.plugins.given import Call
from carrot.plugins.markers import hookspec
from carrot.plugins.panels import Panel

if TYPE_CHECKING:
    from carrot.models import MessageLog
    from carrot.tasks import Task


@hookspec
def register_tasks() -> Iterable[Task | Callable[..., Any]]:
    """Yield the tasks that may run: `Task`s made by `carrot.task`, or plain functions.

    A module of `CARROT["task_modules"]` that implements this hook registers exactly what it
    yields; one that does not registers its own public functions. If it raises, what it had
    yielded until then is registered.

    .. versionadded:: 2.0
    """
    return ()


@hookspec
def register_argument_types() -> Iterable[ArgumentType]:
    """Yield the types of arguments that the plugin serves: a control and a codec for each.

    .. versionadded:: 2.0
    """
    return ()


@hookspec
def register_actions() -> Iterable[Action]:
    """Yield the buttons that the monitor offers over chosen messages or schedules.

    .. versionadded:: 2.0
    """
    return ()


@hookspec
def register_columns() -> Iterable[Column]:
    """Yield columns that the lists of messages or schedules have besides the monitor's own.

    .. versionadded:: 2.0
    """
    return ()


@hookspec
def register_panels() -> Iterable[Panel]:
    """Yield the pages that the monitor has besides its own, each with a tab.

    .. versionadded:: 2.0
    """
    return ()


@hookspec
def overview_cards(request: HttpRequest) -> Iterable[Card]:
    """Yield figures for the overview, computed anew for each page.

    .. versionadded:: 2.0
    """
    return ()


@hookspec
def log_sections(request: HttpRequest, log: MessageLog) -> Iterable[Section]:
    """Yield facts to stand beside one message, computed anew for each page.

    .. versionadded:: 2.0
    """
    return ()


@hookspec
def nav_links(request: HttpRequest) -> Iterable[Link]:
    """Yield links that lead from every page to other places, such as Grafana or Sentry.

    .. versionadded:: 2.0
    """
    return ()


@hookspec(firstresult=True)
def format_argument(task: str, name: str, value: object) -> str | None:
    """The text that people read in the place of an argument, or None to leave it as it is.

    `value` is JSON data, as it is stored. `name` is that of the parameter, or the way to what is
    inside of it, such as `customer.email` or `lines[0].price`. Secrets are hidden before.

    .. versionadded:: 2.0
    """
    return None


@hookspec(firstresult=True)
def allow(request: HttpRequest, permission: str, obj: object) -> bool | None:
    """Whether a request may do what a permission stands for, or None to leave it to the others.

    `obj` is the message or schedule that is seen or changed; None where it is about none.

    .. versionadded:: 2.0
    """
    return None


@hookspec(firstresult=True)
def run_task(call: Call) -> object:
    """Wrap the run of a task: a generator with `@hookimpl(wrapper=True)` that yields once.

    `yield` gives the task's result, or raises what the task raised; what is returned is the
    result. What the plugin raises itself is the failure of the run, and names the plugin.

    .. versionadded:: 2.0
    """


@hookspec
def message_headers(message: MessageLog) -> Mapping[str, str] | None:
    """What is to go with a message that is just being published, for `run_task` to read.

    .. versionadded:: 2.0
    """
