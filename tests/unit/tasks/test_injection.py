"""Parameters that the worker fills in: in no form, in no message, in every call."""

from __future__ import annotations

import functools
from typing import Annotated, Any
from uuid import uuid4

import pytest

from carrot import CurrentTask, Injected
from carrot.exceptions import ArgumentsError
from carrot.tasks.arguments import Arguments
from carrot.tasks.current import running

ASKED: list[int] = []


def client() -> str:
    ASKED.append(1)
    return "a client"


def broken() -> str:
    raise RuntimeError("no client today")


def by_type(order: int, run: CurrentTask) -> None: ...
def perhaps(order: int, run: CurrentTask | None = None) -> None: ...
def marked(order: int, run: Annotated[Any, Injected()]) -> None: ...
def as_default(order: int, run: Any = Injected()) -> None: ...  # noqa: B008 - it cannot be changed
def by_name(context, order: int) -> None: ...  # type: ignore[no-untyped-def]
def positional(run: CurrentTask, /, order: int) -> None: ...
def keyword(*, order: int, run: CurrentTask) -> None: ...


ALL = [by_type, perhaps, marked, as_default, by_name, positional, keyword]
RUN = CurrentTask(uuid=uuid4(), attempt=1, task="t")


@pytest.fixture
def current():
    token = running.set(RUN)
    yield RUN
    running.reset(token)


@pytest.mark.parametrize("function", ALL)
def test_it_is_in_no_form_and_in_no_message(function: Any) -> None:
    arguments = Arguments(function)

    assert list(arguments.initial()) == ["order"]
    assert arguments.problem == ""
    assert arguments.bind((), {"order": 3}) == {"order": 3}
    assert "order=3" in arguments.as_python({"order": 3})
    assert "run" not in arguments.as_python({"order": 3})


@pytest.mark.parametrize("function", ALL)
def test_the_call_of_the_worker_has_it(function: Any, current: CurrentTask) -> None:
    call = Arguments(function).call({"order": 3})

    bound = functools.partial(function, *call.args, **call.kwargs)
    assert bound.keywords.get("order", 3) == 3
    assert current in (*call.args, *call.kwargs.values())
    function(*call.args, **call.kwargs)


@pytest.mark.parametrize("function", [by_type, by_name])
def test_nobody_else_can_give_it(function: Any) -> None:
    arguments = Arguments(function)
    name = "context" if function is by_name else "run"

    for refused in (
        lambda: arguments.bind((), {"order": 3, name: RUN}),
        lambda: arguments.decode({"order": 3, name: 1}),
        lambda: arguments.from_form({"order": 3, name: 1}),
    ):
        with pytest.raises(ArgumentsError):
            refused()


def test_a_provider_is_asked_at_each_call_and_only_then() -> None:
    ASKED.clear()

    def send(order: int, by: Annotated[str, Injected(client)]) -> None: ...

    arguments = Arguments(send)
    arguments.decode(arguments.bind((1,), {}))
    arguments.as_python({"order": 1})
    assert ASKED == []

    assert [arguments.call({"order": 1}).kwargs["by"] for _ in range(2)] == ["a client"] * 2
    assert ASKED == [1, 1]


def test_what_a_provider_raises_goes_to_the_one_who_calls() -> None:
    def send(order: int, by: Annotated[str, Injected(broken)]) -> None: ...

    with pytest.raises(RuntimeError, match="no client today"):
        Arguments(send).call({"order": 1})


def test_a_context_that_has_a_type_or_comes_later_is_an_argument() -> None:
    def typed(context: str) -> None: ...
    def later(order: int, context) -> None: ...  # type: ignore[no-untyped-def]
    def optional(context=None) -> None: ...  # type: ignore[no-untyped-def]

    for function in (typed, later, optional):
        assert "context" in Arguments(function).initial()


def test_what_the_worker_fills_in_is_no_part_of_the_signature_that_is_remembered() -> None:
    def without(order: int) -> None: ...

    assert Arguments(by_type).signature == Arguments(without).signature
    assert Arguments(by_type).fingerprint == Arguments(without).fingerprint
