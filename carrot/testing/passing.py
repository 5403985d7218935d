"""Whether a run comes through what plugins have around it as it was."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from carrot.plugins import Call, running


def runs_spoilt() -> Iterator[str]:
    """What happens to results and exceptions that should not, of tasks and of coroutines."""
    call = Call(task="sample", message_id=uuid.uuid4(), attempt=1, queue="default")
    yield from _spoilt(lambda run: running.around(call, run), "a task")
    yield from _spoilt(
        lambda run: asyncio.run(running.around_async(call, _awaited(run))), "a coroutine"
    )


class _SampleError(Exception):
    pass


def _awaited(run: Callable[[], object]) -> Callable[[], Any]:
    async def awaited() -> object:
        return run()

    return awaited


def _spoilt(around: Callable[[Callable[[], object]], object], what: str) -> Iterator[str]:
    """Whether a result and an exception come out of all that is around a run as they were."""
    result, error = object(), _SampleError("of the task")

    def fails() -> object:
        raise error

    try:
        if around(lambda: result) is not result:
            yield f"run_task around {what} gives another result; return what yield gave"
    except Exception as other:
        yield f"run_task around {what} raises {other!r}"
    try:
        around(fails)
        yield f"run_task around {what} swallows an exception; raise it again"
    except Exception as other:
        if other is not error:
            yield f"run_task around {what} raises {other!r} in place of the task's exception"
