"""Columns, sections and links, each wrong in its own way."""

from __future__ import annotations

from django.utils.safestring import mark_safe

from carrot.plugins import Column, Link, Section, hookimpl

SCRIPT = "<script>alert(1)</script>"


def fail(*_):
    raise RuntimeError(SCRIPT)


class Raises:
    @hookimpl
    def register_columns(self):
        yield Column(name="bad", label="Bad", value=fail)
        yield Column(name="unprepared", label="Unprepared", value=str, prepare=fail)

    @hookimpl
    def log_sections(self):
        fail()

    @hookimpl
    def nav_links(self):
        fail()


class Half:
    @hookimpl
    def register_columns(self):
        yield Column(name="good", label="Good", value=lambda row: f"good {row.pk}")
        fail()

    @hookimpl
    def log_sections(self):
        yield Section(title="Good", rows={"Number": 1042})
        fail()

    @hookimpl
    def nav_links(self):
        yield Link(label="Good", url="/good/")
        fail()


class WrongType:
    @hookimpl
    def register_columns(self):
        return ["bad", Column]

    @hookimpl
    def log_sections(self):
        return {"Order": 1042}

    @hookimpl
    def nav_links(self):
        yield "https://example.com/"
        yield Link(label="Empty", url="")
        yield Link(label="Script", url="javascript:alert(1)")


class Hostile:
    @hookimpl
    def register_columns(self):
        yield Column(name="html", label=mark_safe(SCRIPT), value=lambda row: mark_safe(SCRIPT))
        yield Column(name="long", label="Long", value=lambda row: "x" * 100_000)
        yield Column(name="stray", label="Stray", value=lambda row: 1, fields=("no_field",))

    @hookimpl
    def log_sections(self):
        rows = {mark_safe(SCRIPT): mark_safe(SCRIPT)}
        yield Section(title=mark_safe(SCRIPT), rows=rows, note=mark_safe(SCRIPT))
        yield Section(title="Link", rows={"a": Link(label="a", url="javascript:alert(1)")})

    @hookimpl
    def nav_links(self):
        yield Link(label=mark_safe(SCRIPT), url="/x/")


class Many:
    @hookimpl
    def register_columns(self):
        for number in range(100):
            yield Column(name=f"c{number}", label=f"C{number}", value=lambda row: 1)

    @hookimpl
    def log_sections(self):
        while True:
            yield Section(title="Again", rows={})

    @hookimpl
    def nav_links(self):
        while True:
            yield Link(label="Again", url="/x/")


ALL = [Raises, Half, WrongType, Hostile, Many]
