"""Runs one call of a task, in a runner: whatever the task does, an outcome comes out."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from asgiref.sync import sync_to_async
from django.utils import timezone

from carrot.exceptions import ArgumentsError, UnknownTask
from carrot.models import FailureKind
from carrot.models.outcome import Outcome
from carrot.plugins import running
from carrot.plugins.given import Call
from carrot.tasks import drift, registry
from carrot.tasks.binding import Call as BoundCall
from carrot.worker import evidence
from carrot.worker.databases import tidy
from carrot.worker.protocol import Job

Wait = Callable[[Awaitable[Any]], Any]
"""Waits in a thread for something awaitable, on the runner's event loop."""


def is_asynchronous(job: Job) -> bool:
    """Whether the job belongs on the event loop."""
    task = registry.find(job.task)
    return task is not None and inspect.iscoroutinefunction(task.function)


def run(job: Job, wait: Wait) -> Outcome:
    """Run a job in this thread, on connections as a worker keeps them."""
    try:
        tidy()
    except BaseException as error:
        outcome = failed(job, error)
    else:
        outcome = attempt(job, wait)
    tidy()
    return outcome


def attempt(job: Job, wait: Wait) -> Outcome:
    """Run a job in this thread, on the connections as they are."""
    try:
        run = _prepare(job)

        def called() -> object:
            result = run()
            return wait(result) if inspect.isawaitable(result) else result

        return completed(job, running.around(run.call, called) if run.call else called())
    except BaseException as error:
        return failed(job, error)


async def run_async(job: Job) -> Outcome:
    """Run a job whose function is a coroutine function, on the event loop."""
    # Django's asynchronous queries run in one thread for all; its connections are tidied there.
    tidy_there = sync_to_async(tidy)
    try:
        await tidy_there()
        run = await sync_to_async(_prepare)(job)
        result = await (running.around_async(run.call, run) if run.call else run())
        outcome = completed(job, result)
    except BaseException as error:
        outcome = failed(job, error)
    await tidy_there()
    return outcome


def completed(job: Job, result: object) -> Outcome:
    """The outcome of a task that returned."""
    return Outcome(
        message_id=job.message_id,
        attempt=job.attempt,
        ended_at=timezone.now(),
        output=evidence.output(result),
    )


def failed(job: Job, error: BaseException) -> Outcome:
    """The outcome of a task that raised, or that could not be called."""
    failure = FailureKind.ERROR
    if isinstance(error, _Unfit):
        failure, error = error.failure, error.reason
    return Outcome(
        message_id=job.message_id,
        attempt=job.attempt,
        ended_at=timezone.now(),
        exception=evidence.exception(error),
        traceback=evidence.traceback_of(error) if failure is FailureKind.ERROR else "",
        place=evidence.place_of(error) if failure is FailureKind.ERROR else "",
        failure=failure,
    )


class _Unfit(Exception):
    """The task was not called. What it raises itself must not be taken for this."""

    def __init__(self, failure: FailureKind, reason: Exception) -> None:
        super().__init__(str(reason))
        self.failure = failure
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Run:
    """The call that a job asks for; `call` is how plugins know it, None without any."""

    function: Callable[..., Any]
    bound: BoundCall
    call: Call | None

    def __call__(self) -> Any:
        return self.function(*self.bound.args, **self.bound.kwargs)


def _prepare(job: Job) -> _Run:
    try:
        task = registry.get(job.task)
        bound = drift.call(task.arguments, job)
    except UnknownTask as error:
        raise _Unfit(FailureKind.UNKNOWN_TASK, error) from error
    except ArgumentsError as error:
        raise _Unfit(FailureKind.BAD_ARGUMENTS, error) from error
    return _Run(task.function, bound, _as_plugins_see(job, bound) if running.is_wrapped() else None)


def _as_plugins_see(job: Job, bound: BoundCall) -> Call:
    return Call(
        task=job.task,
        message_id=job.message_id,
        attempt=job.attempt,
        queue=job.queue,
        arguments=MappingProxyType(dict(bound.values)),
        headers=MappingProxyType(dict(job.headers)),
    )
