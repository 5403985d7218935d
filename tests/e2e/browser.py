"""A browser page that fails its test on any console error, such as a CSP violation."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from playwright.sync_api import ConsoleMessage, Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# htmx reports as an error that leaving the page aborts a request which is under way.
LEFT_THE_PAGE = ("htmx:sendAbort", "htmx:afterRequest")


@contextlib.contextmanager
def quiet_page(width: int = 1280, height: int = 900, *, scripts: bool = True) -> Iterator[Page]:
    """A page in the system's Chromium; at the end nothing may have complained."""
    faults: list[str] = []

    def note(said: ConsoleMessage) -> None:
        if said.type == "error" and not said.text.startswith(LEFT_THE_PAGE):
            faults.append(said.text)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_page(
            viewport={"width": width, "height": height}, java_script_enabled=scripts
        )
        page.on("console", note)
        page.on("pageerror", lambda error: faults.append(str(error)))
        try:
            yield page
        finally:
            browser.close()
    assert not faults, "\n".join(faults)
