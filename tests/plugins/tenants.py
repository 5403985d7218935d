"""A plugin that carries who published a message to the worker, and is around its run there."""

from __future__ import annotations

from contextvars import ContextVar

from carrot.plugins import Call, hookimpl

tenant: ContextVar[str] = ContextVar("tenant", default="")
runs: list[tuple[Call, object]] = []


@hookimpl
def message_headers(message):
    if tenant.get():
        return {"tenant": tenant.get(), "published-as": message.task}
    return None


@hookimpl(wrapper=True)
def run_task(call):
    token = tenant.set(call.headers.get("tenant", ""))
    result = None
    try:
        result = yield
    finally:
        tenant.reset(token)
        runs.append((call, result))
    return result
