"""Starting carrot anew with other settings and other packages, for one test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from carrot import wiring

INSTALLED = [entry.name for entry in entry_points(group="carrot")]
"""Plugins of the environment that the tests run in: a test wants its own only."""


@pytest.fixture
def connect(settings) -> Iterator[Callable[..., None]]:
    """A function that starts carrot with the given `CARROT` settings, as a process would."""
    before = settings.CARROT

    def start(*, disabled_plugins: list[str] | None = None, **carrot: object) -> None:
        settings.CARROT = {"disabled_plugins": [*INSTALLED, *(disabled_plugins or [])], **carrot}
        wiring.connect()

    yield start
    settings.CARROT = before
    wiring.connect()


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """A function that installs a package, as far as `importlib.metadata` can tell.

    The package is gone before `connect`, asked for in front of it, starts carrot once more.
    """

    def install(package: str, version: str = "1.0", **plugins: str) -> None:
        site = tmp_path / package
        info = site / f"{package}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
        )
        lines = [f"{name} = {module}" for name, module in plugins.items()]
        (info / "entry_points.txt").write_text("\n".join(["[carrot]", *lines, ""]))
        patch.syspath_prepend(site)

    with pytest.MonkeyPatch.context() as patch:
        yield install
