"""Plugins around runs, each wrong in its own way."""

from __future__ import annotations

from carrot.plugins import hookimpl


class RaisesBefore:
    @hookimpl(wrapper=True)
    def run_task(self, call):
        raise RuntimeError("no tracer")
        yield


class RaisesAfter:
    @hookimpl(wrapper=True)
    def run_task(self, call):
        yield
        raise RuntimeError("no tracer")


class NeverYields:
    @hookimpl(wrapper=True)
    def run_task(self, call):
        if call is None:
            yield


class YieldsTwice:
    @hookimpl(wrapper=True)
    def run_task(self, call):
        yield
        yield


BAD_WRAPPERS = [RaisesBefore, RaisesAfter, NeverYields, YieldsTwice]


class InThePlace:
    @hookimpl
    def run_task(self, call):
        return "the plugin's own"
