"""Plugins around a run: what they see, what they may make of it, and who is blamed."""

from __future__ import annotations

import time
import traceback
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync

from carrot.plugins import Call, hookimpl
from carrot.plugins.manager import records
from carrot.plugins.running import around, around_async
from carrot.testing import registered
from tests.plugins.wraps_badly import BAD_WRAPPERS

CALL = Call(task="shop.refund", message_id=uuid4(), attempt=2, queue="money")


def plainly(run):
    return around(CALL, run)


@async_to_sync
async def awaited(run):
    async def coroutine():
        return run()

    return await around_async(CALL, coroutine)


@pytest.fixture(params=[plainly, awaited], ids=["plainly", "awaited"])
def run_with_plugins(request):
    """Both ways to run something: a plain function, and a coroutine."""
    return request.param


class Layer:
    def __init__(self, name, log):
        self.name, self.log = name, log

    @hookimpl(wrapper=True)
    def run_task(self, call):
        self.log.append(f"{self.name} before {call.task} {call.is_retry}")
        try:
            result = yield
        except Exception as error:
            self.log.append(f"{self.name} saw {error!r}")
            raise
        self.log.append(f"{self.name} after {result}")
        return f"{self.name}({result})"


def fail():
    raise LookupError("no such order")


def test_the_stronger_plugin_is_around_the_weaker_one(run_with_plugins):
    log = []

    with registered(Layer("inner", log), "inner"), registered(Layer("outer", log), "outer"):
        result = run_with_plugins(lambda: log.append("run") or 42)

    assert result == "outer(inner(42))"
    assert log == [
        "outer before shop.refund True",
        "inner before shop.refund True",
        "run",
        "inner after 42",
        "outer after inner(42)",
    ]


def test_what_the_task_raises_passes_through_and_nobody_is_blamed(run_with_plugins):
    log = []

    with registered(Layer("inner", log), "inner"), registered(Layer("outer", log), "outer"):
        with pytest.raises(LookupError) as caught:
            run_with_plugins(fail)
        failures = {each.name: each.failures for each in records()}

    assert [line.partition(" saw ") for line in log[-2:]] == [
        ("inner", " saw ", "LookupError('no such order')"),
        ("outer", " saw ", "LookupError('no such order')"),
    ]
    assert not hasattr(caught.value, "__notes__")
    assert (failures["inner"], failures["outer"]) == (0, 0)
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert frames[-1].name == "fail"
    assert "run_task" not in {frame.name for frame in frames}


@pytest.mark.parametrize("plugin", BAD_WRAPPERS)
def test_what_a_plugin_does_wrong_is_raised_with_its_name(run_with_plugins, plugin):
    log = []

    with registered(plugin(), "tracer"), registered(Layer("outer", log), "outer"):
        with pytest.raises(RuntimeError) as caught:
            run_with_plugins(lambda: 42)
        (record,) = [each for each in records() if each.name == "tracer"]
        (around_it,) = [each for each in records() if each.name == "outer"]

    assert caught.value.__notes__ == ["Raised by the plugin tracer in run_task."]
    assert record.failure.startswith("run_task: RuntimeError")
    assert around_it.failures == 0
    assert log[-1].startswith("outer saw RuntimeError(")


@pytest.mark.parametrize("plugin", BAD_WRAPPERS)
def test_a_task_is_not_run_where_a_plugin_fails_before_it(run_with_plugins, plugin):
    ran = []

    with registered(plugin(), "tracer"), pytest.raises(RuntimeError):
        run_with_plugins(lambda: ran.append(1))

    fails_before = plugin.__name__ in ("RaisesBefore", "NeverYields")
    assert ran == ([] if fails_before else [1])


def test_a_plugin_may_make_a_result_of_a_failure(run_with_plugins):
    class Forgives:
        @hookimpl(wrapper=True)
        def run_task(self):
            try:
                return (yield)
            except LookupError:
                return "nothing was there"

    with registered(Forgives()):
        assert run_with_plugins(fail) == "nothing was there"


@pytest.mark.parametrize("raised", [StopIteration(7), SystemExit(3), KeyboardInterrupt()])
def test_exceptions_with_a_meaning_come_out_as_they_were_raised(raised):
    def leave():
        raise raised

    with registered(Layer("inner", []), "inner"), pytest.raises(type(raised)) as caught:
        around(CALL, leave)

    assert caught.value is raised


def test_only_the_time_of_the_plugin_is_counted_as_its_own(run_with_plugins):
    with registered(Layer("quick", []), "quick"):
        run_with_plugins(lambda: time.sleep(0.2))
        (record,) = [each for each in records() if each.name == "quick"]

    assert record.calls == 2  # before the run, and after it
    assert record.milliseconds < 100


def test_without_plugins_there_is_nothing_around(run_with_plugins):
    assert run_with_plugins(lambda: 42) == 42
