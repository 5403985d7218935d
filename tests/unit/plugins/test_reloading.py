"""A broken module that is mended is noticed by the development server."""

from __future__ import annotations

import sys
from pathlib import Path

from django.utils.autoreload import BaseReloader, autoreload_started


def watched() -> set[Path]:
    reloader = BaseReloader()
    autoreload_started.send(sender=reloader)
    return set(reloader.extra_files)


def test_a_module_that_raised_is_watched(connect):
    connect(task_modules=["tests.plugins.broken_tasks"])

    assert Path(__file__).parents[2] / "plugins" / "broken_tasks.py" in watched()


def test_a_module_that_cannot_be_read_is_watched(connect, tmp_path, monkeypatch):
    unreadable = tmp_path / "carrot_unreadable.py"
    unreadable.write_text("def report(:\n")
    monkeypatch.syspath_prepend(tmp_path)
    connect(task_modules=["carrot_unreadable"])

    assert unreadable in watched()
    assert "carrot_unreadable" not in sys.modules


def test_nothing_more_is_watched_once_it_is_mended(connect):
    connect(task_modules=["tests.plugins.broken_tasks"])
    connect(task_modules=["tests.project.tasks"])

    assert Path(__file__).parents[2] / "plugins" / "broken_tasks.py" not in watched()
