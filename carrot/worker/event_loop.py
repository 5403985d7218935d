"""The asyncio event loop of a runner, in a thread of its own."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from carrot.worker import attribution

logger = logging.getLogger("carrot")

T = TypeVar("T")


class ContextExecutor(ThreadPoolExecutor):
    """Runs each piece of work in the context that handed it over, as `run_in_executor` does not."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        return super().submit(contextvars.copy_context().run, fn, *args, **kwargs)


class EventLoop:
    """Runs coroutines for whoever asks, from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_default_executor(ContextExecutor(thread_name_prefix="carrot executor"))
        # The loop itself holds its tasks by weak references only.
        self._tasks: set[asyncio.Task[None]] = set()
        threading.Thread(target=self._run, name="carrot event loop", daemon=True).start()

    def start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run it, in the context of the caller."""
        self._loop.call_soon_threadsafe(self._begin, coroutine, contextvars.copy_context())

    def wait(self, awaitable: Awaitable[T]) -> T:
        """Have this thread wait for it, in the context of the caller; raises what it raises."""
        result: Future[T] = Future()

        # Not `run_coroutine_threadsafe`, which leaves the context behind.
        async def fill() -> None:
            try:
                result.set_result(await awaitable)
            except BaseException as error:
                result.set_exception(error)

        self.start(fill())
        return result.result()

    def _begin(self, coroutine: Coroutine[Any, Any, None], context: contextvars.Context) -> None:
        task = self._loop.create_task(coroutine, context=context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _run(self) -> None:
        attribution.is_nobodys()
        asyncio.set_event_loop(self._loop)
        while True:
            try:
                self._loop.run_forever()
            except BaseException as error:  # sys.exit in an asyncio task that a task started
                logger.error("Something on the event loop raised %r; it goes on", error)
