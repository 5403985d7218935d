"""The pictures of the documentation: pages of the running demo, in Chromium."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts import environment, machine, shop
from scripts.group import Group

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER = environment.ROOT / "docs" / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def _a_refund(page: Page) -> None:
    """Somebody has typed an order that is none, and pressed the button."""
    page.get_by_label("Order", exact=True).fill("1.5")
    page.get_by_label("Amount", exact=True).fill("19.90")
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator(".rjf-error-text").first.wait_for()


def _a_schedule(page: Page) -> None:
    page.get_by_label("Name of the schedule").fill("Prices of the week")
    page.locator("label[for=id_trigger_cron]").click()
    page.locator("[name=cron]").fill("30 6 * * mon")
    page.get_by_role("button", name="Add item").first.click()
    page.get_by_label("Key").fill("TEA-0017")
    page.get_by_label("Value").fill("4.90")
    page.wait_for_timeout(2000)  # the preview of the next runs


def _a_run(page: Page) -> None:
    """The newest message of a task that tells much."""
    page.locator("tr.linked a").first.click()
    page.locator("#log-lines li").nth(5).wait_for()


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A page of the monitor, and what is done on it before the picture is taken."""

    name: str
    place: str
    act: Callable[[Page], Any] = lambda page: None
    height: int = 900
    dark: bool = False


PICTURES = (
    Picture(name="overview", place=""),
    Picture(name="run", place="run/?task=store.tasks.refund", act=_a_refund),
    Picture(name="schedule", place="schedules/new/?task=store.tasks.reprice", act=_a_schedule),
    Picture(name="message", place="messages/all/?task=store.tasks.import_catalogue", act=_a_run),
    Picture(name="failures", place="panels/failure-groups/", height=500),
    Picture(name="queues", place="panels/queues/", height=400, dark=True),
    Picture(name="charts", place="panels/charts/", height=900),
)


def main(arguments: Sequence[str]) -> int:
    """Take all pictures, into the folder that is given."""
    if find_spec("playwright") is None:
        machine.install(machine.SERVERS)
        python = environment.ensure(".venv", "tests")
        os.execv(python, [python, "-m", "scripts.screenshots", *arguments])  # noqa: S606
    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    # The demo is asked for a port that it will get: the address is needed here.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    os.environ["PORT"] = str(port)
    with tempfile.TemporaryDirectory(prefix="carrot-screenshots-") as place:
        data = Path(place)
        return shop.demo(data, until=_take(port, folder), log=data / "log")


def _take(port: int, folder: Path) -> Callable[[Group, Path], int]:
    def take(group: Group, database: Path) -> int:
        ended = shop.check(group, database)  # something has run by then
        return ended or _pictures(f"http://127.0.0.1:{port}/carrot/", folder)

    return take


def _pictures(monitor: str, folder: Path) -> int:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - made available by `main`

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for picture in PICTURES:
            page = browser.new_page(
                viewport={"width": 1200, "height": picture.height},
                color_scheme="dark" if picture.dark else "light",
                locale="en-GB",
            )
            page.goto(monitor + picture.place)
            page.wait_for_timeout(800)
            picture.act(page)
            page.screenshot(path=folder / f"{picture.name}.png")
            page.close()
            print(f"{picture.name}.png", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
