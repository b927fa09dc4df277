"""The browser of the tests: a Chromium that is already on the machine, never one that a test tool downloads."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str:
    """Return the path of the first Chromium on PATH, or say what to install."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    msg = (
        f"No Chromium was found on PATH (looked for {', '.join(NAMES)}). The browser tests need one: install the "
        "package chromium (on Debian and Ubuntu: apt-get install chromium), or run `make unit` for the other tests."
    )
    raise RuntimeError(msg)


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Start a headless Chromium and close it afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
