"""The only way to call a hook: each plugin is asked alone, and may fail alone."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Generic, TypeVar, cast

from pluggy import HookImpl

from carrot.plugins import manager, meters, tracing
from carrot.plugins.extensions import Checked
from carrot.plugins.failures import describe
from carrot.plugins.savepoints import own_savepoints

logger = logging.getLogger("carrot")

LIMIT = 1000
"""What one plugin may give to one call: a generator without an end must not hang a page."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution(Generic[T]):
    """What one plugin gave: a value, or an error in a sentence for people."""

    plugin: str
    value: T | None = None
    error: str = ""


class WrongType(TypeError):
    """A hook gave something that is not what its specification says."""


def gather(
    hook: str, expected: type[T] | tuple[type[T], ...], **arguments: object
) -> Iterator[Contribution[T]]:
    """Ask every plugin, the strongest first; yield what each gives.

    Never raises for what a plugin does. What a plugin gave before it raised is kept, and the
    error follows as a contribution of its own. A value of a wrong type is an error and is
    left out. Plugins are asked while the answer is iterated over.
    """
    for implementation in manager.implementations(hook):
        yield from _ask(hook, implementation, arguments, expected)


def first(
    hook: str, expected: type[T] | tuple[type[T], ...], **arguments: object
) -> Contribution[T] | None:
    """The first answer that is not None, asking the strongest plugin first; None without any.

    Never raises for what a plugin does: its failure is the answer then, and no weaker plugin is
    asked, so that the caller can decide for what is safe. One that was to guard something and
    could not be loaded has failed as well.
    """
    missing = manager.absentee(hook)
    if missing is not None:
        return Contribution(plugin=missing.name, error=f"{hook}: {missing.load_error}")
    return next(each(hook, expected, **arguments), None)


def each(
    hook: str, expected: type[T] | tuple[type[T], ...], **arguments: object
) -> Iterator[Contribution[T]]:
    """What every plugin answers that is not None, the strongest first, or how it failed.

    Never raises for what a plugin does. Plugins are asked while the answers are iterated over.
    """
    for implementation in manager.implementations(hook):
        answer = _answer(hook, implementation, arguments, expected)
        if answer is not None:
            yield answer


def _answer(
    hook: str,
    implementation: HookImpl,
    arguments: Mapping[str, object],
    expected: type[T] | tuple[type[T], ...],
) -> Contribution[T] | None:
    plugin = implementation.plugin_name
    with _measured(hook, plugin, arguments) as call:
        try:
            with own_savepoints():
                value = invoke(implementation, arguments)
                if value is not None:
                    call.gave.append(_checked(value, expected))
        except Exception as error:
            call.failures.append(error)
    if call.failures:
        return Contribution(plugin=plugin, error=call.failure)
    return Contribution(plugin=plugin, value=call.gave[0]) if call.gave else None


def asks(hook: str) -> bool:
    """Whether any plugin has, or was to have, an answer."""
    return bool(manager.implementations(hook)) or manager.absentee(hook) is not None


def _ask(
    hook: str,
    implementation: HookImpl,
    arguments: Mapping[str, object],
    expected: type[T] | tuple[type[T], ...],
) -> list[Contribution[T]]:
    # A list, not a generator: the plugin's time and transaction end before the caller goes on.
    plugin = implementation.plugin_name
    with _measured(hook, plugin, arguments) as call:
        try:
            with own_savepoints():
                for value in _values(invoke(implementation, arguments)):
                    try:
                        call.gave.append(_checked(value, expected))
                    except Exception as error:
                        call.failures.append(error)
        except Exception as error:
            call.failures.append(error)
    given: list[Contribution[T]] = [Contribution(plugin=plugin, value=each) for each in call.gave]
    if call.failures:
        given.append(Contribution(plugin=plugin, error=call.failure))
    return given


@dataclass(slots=True, kw_only=True)
class _Call:
    """What one call gave, and how it failed."""

    hook: str
    gave: list[Any] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    @property
    def failure(self) -> str:
        """The first failure in a sentence, nothing without any."""
        return f"{self.hook}: {describe(self.failures[0])}" if self.failures else ""


@contextmanager
def _measured(hook: str, plugin: str, arguments: Mapping[str, object]) -> Iterator[_Call]:
    """Note the time of a call, and what the block writes down of it."""
    call = _Call(hook=hook)
    started = time.perf_counter()
    yield call
    milliseconds = (time.perf_counter() - started) * 1000
    failure = call.failure
    meters.note(plugin, hook, milliseconds=milliseconds, failure=failure)
    tracing.trace(
        plugin,
        hook,
        milliseconds=milliseconds,
        failure=failure,
        arguments=arguments,
        gave=call.gave,
    )
    if failure:
        logger.error("The plugin %s failed in %s", plugin, hook, exc_info=call.failures[0])


def invoke(implementation: HookImpl, arguments: Mapping[str, object]) -> Any:
    """Call one implementation with those of the arguments that it takes; it may raise."""
    return implementation.function(*(arguments[name] for name in implementation.argnames))


def _values(result: object) -> Iterator[object]:
    if result is None:
        return
    if isinstance(result, (str, bytes, Mapping)) or not isinstance(result, Iterable):
        raise WrongType(f"it returned a {type(result).__name__}; yield values or return a list")
    for number, value in enumerate(islice(result, LIMIT + 1)):
        if number == LIMIT:
            raise WrongType(f"it gave more than {LIMIT} values; the rest is left out")
        yield value


def _checked(value: object, expected: type[T] | tuple[type[T], ...]) -> T:
    if not isinstance(value, expected):
        kinds = expected if isinstance(expected, tuple) else (expected,)
        wanted = " or ".join(kind.__name__ for kind in kinds)
        if isinstance(value, type) and issubclass(value, kinds):
            raise WrongType(f"it gave the class {value.__name__}; give an instance of {wanted}")
        raise WrongType(f"it gave a {type(value).__name__} where a {wanted} belongs")
    return cast(T, value.checked()) if isinstance(value, Checked) else value
