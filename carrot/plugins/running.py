"""Plugins around a run: each is a generator that stands still while the task runs.

The generators are nested by hand, because pluggy's own nesting blames nobody and cannot wait
for a coroutine: only what is in the middle differs between a plain function and a coroutine.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass

from carrot.plugins import calls, manager, meters, tracing
from carrot.plugins.failures import describe
from carrot.plugins.given import Call

logger = logging.getLogger("carrot")

HOOK = "run_task"


@dataclass(frozen=True, slots=True)
class _Outcome:
    value: object = None
    error: BaseException | None = None


@dataclass(slots=True)
class _Wrapper:
    """What one plugin has around the run."""

    plugin: str
    generator: Generator[None, object, object]

    def enter(self) -> None:
        """Let it come to its `yield`; what it raises before is raised."""
        started = time.perf_counter()
        try:
            next(self.generator)
        except StopIteration:
            error = RuntimeError("it did not yield, so the task was not run; let it yield once")
            self._blame(error, started)
            raise error from None
        except BaseException as error:
            self._blame(error, started)
            raise
        self._note(started)

    def leave(self, outcome: _Outcome) -> _Outcome:
        """Tell it what came out, and take what it makes of that."""
        started = time.perf_counter()
        try:
            if outcome.error is None:
                self.generator.send(outcome.value)
            else:
                self.generator.throw(outcome.error)
        except StopIteration as stop:
            self._note(started)
            return _Outcome(value=stop.value)
        except BaseException as error:
            if _is_passed_on(error, outcome.error):
                self._note(started)
                return outcome
            self._blame(error, started)
            return _Outcome(error=error)
        self.generator.close()
        again = RuntimeError("it yielded a second time; let it yield once")
        self._blame(again, started)
        return _Outcome(error=again)

    def _note(self, started: float, failure: str = "") -> None:
        milliseconds = (time.perf_counter() - started) * 1000
        meters.note(self.plugin, HOOK, milliseconds=milliseconds, failure=failure)
        tracing.trace(self.plugin, HOOK, milliseconds=milliseconds, failure=failure)

    def _blame(self, error: BaseException, started: float) -> None:
        error.add_note(f"Raised by the plugin {self.plugin} in {HOOK}.")
        self._note(started, f"{HOOK}: {describe(error)}")
        logger.error("The plugin %s failed in %s", self.plugin, HOOK, exc_info=error)


def is_wrapped() -> bool:
    """Whether any plugin is around runs."""
    return bool(manager.implementations(HOOK))


def around(call: Call, run: Callable[[], object]) -> object:
    """The result of `run()` with the plugins around it, the strongest outermost.

    What one of them raises is raised, with a note that names the plugin.
    """
    entered: list[_Wrapper] = []
    outcome = _enter(call, entered)
    if outcome.error is None:
        try:
            outcome = _Outcome(value=run())
        except BaseException as error:
            outcome = _Outcome(error=error)
    return _leave(entered, outcome)


async def around_async(call: Call, run: Callable[[], Awaitable[object]]) -> object:
    """The same around a coroutine; the plugins run on its event loop."""
    entered: list[_Wrapper] = []
    outcome = _enter(call, entered)
    if outcome.error is None:
        try:
            outcome = _Outcome(value=await run())
        except BaseException as error:
            outcome = _Outcome(error=error)
    return _leave(entered, outcome)


def _enter(call: Call, entered: list[_Wrapper]) -> _Outcome:
    """Enter them all, or as far as it goes: those that are entered are told of the failure."""
    try:
        for each in manager.implementations(HOOK):
            wrapper = _Wrapper(each.plugin_name, calls.invoke(each, {"call": call}))
            wrapper.enter()
            entered.append(wrapper)
    except BaseException as error:
        return _Outcome(error=error)
    return _Outcome()


def _leave(entered: list[_Wrapper], outcome: _Outcome) -> object:
    first = outcome.error
    place = first.__traceback__ if first is not None else None
    for wrapper in reversed(entered):
        outcome = wrapper.leave(outcome)
    if outcome.error is None:
        return outcome.value
    try:
        # Who has only passed it on has no part in it, and none in its traceback.
        raise outcome.error.with_traceback(place) if outcome.error is first else outcome.error
    finally:
        del first, outcome  # they refer to this frame, which refers to them


def _is_passed_on(error: BaseException, given: BaseException | None) -> bool:
    if error is given:
        return True
    # Python lets no StopIteration out of a generator as it is.
    return isinstance(given, StopIteration) and error.__cause__ is given
